package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.key.SigningKeys;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that change under a server that runs, by commands beside it and by time.
class KeyCommandsTest {

  private static final String PASSWORD = "a long enough pass phrase";
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
  private static final Pattern ACCESS = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  /// Until every process has followed.
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir Path directory;
  Machine machine;
  final StringWriter out = new StringWriter();

  @BeforeEach
  void a_new_machine_with_a_user() {
    machine = new Machine(directory);
    machine.piping(PASSWORD).run("user", "add", "alice");
  }

  /// Serves as long as the test does this.
  private void serving(Surroundings.Lifetime test) {
    var err = new StringWriter();
    var ran = machine.whileServing(test).run(out, err, "serve");
    assertThat(err.toString()).isEmpty();
    assertThat(ran.exitCode()).isZero();
  }

  private String url() {
    Matcher matcher = LISTENING.matcher(out.toString());
    String last = "";
    while (matcher.find()) {
      last = matcher.group(1);
    }
    return last;
  }

  private static HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String logIn() throws InterruptedException {
    String body = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}";
    var answer =
        send(
            HttpRequest.newBuilder(URI.create(url() + "/auth/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    Matcher token = ACCESS.matcher(answer.body());
    assertThat(token.find()).as(answer.body()).isTrue();
    return token.group(1);
  }

  private int me(String token) throws InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url() + "/auth/me"))
            .header("Authorization", "Bearer " + token)
            .build())
        .statusCode();
  }

  private String jwks() throws InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url() + "/.well-known/jwks.json")).build())
        .body();
  }

  private static String headerOf(String token) {
    return new String(
        Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private String key(String command, String... more) {
    String[] args = new String[more.length + 2];
    args[0] = "key";
    args[1] = command;
    System.arraycopy(more, 0, args, 2, more.length);
    var ran = machine.run(args);
    return ran.out() + ran.err();
  }

  /// The lines of `key list`, the newest first, without the heading: id and use.
  private List<String[]> keys() {
    return key("list")
        .lines()
        .skip(1)
        .map(line -> line.split(" {2,}", -1))
        .map(columns -> new String[] {columns[0], columns[columns.length - 1]})
        .toList();
  }

  private List<String> uses() {
    return keys().stream().map(columns -> columns[1]).toList();
  }

  private String kid(int at) {
    return keys().get(at)[0];
  }

  private static String secret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void before_the_first_start_of_a_server_there_is_no_key() {
    assertThat(keys()).isEmpty();
    assertThat(key("rotate"))
        .isEqualToIgnoringNewLines(
            "sallyport: there is no key yet: the first start of the server makes it");
  }

  @Test
  void a_rotation_refuses_no_good_token_at_any_moment() {
    serving(() -> {
      String before = logIn();
      assertThat(key("rotate")).startsWith("the new key ");
      assertThat(uses()).containsExactly("published", "signs");
      assertThat(key("rotate")).startsWith("sallyport: there is a new key already, ");
      machine.pass(SOON);
      assertThat(jwks()).contains(kid(0)).contains(kid(1));
      assertThat(headerOf(logIn())).contains(kid(1));

      machine.pass(SigningKeys.PUBLISHED_BEFORE);
      String after = logIn();
      assertThat(headerOf(after)).contains(kid(0));
      assertThat(me(before)).isEqualTo(200);
      assertThat(me(after)).isEqualTo(200);
      assertThat(uses()).containsExactly("signs", "verifies");

      machine.pass(SigningKeys.VERIFIES_AFTER);
      assertThat(uses()).containsExactly("signs", "none");
      assertThat(jwks()).contains(kid(0)).doesNotContain(kid(1));
    });
  }

  @Test
  void a_revoked_key_is_refused_and_another_one_signs() {
    serving(() -> {
      String before = logIn();
      String kid = kid(0);
      assertThat(key("revoke", kid)).startsWith("revoked " + kid + "; ").contains(" signs");
      machine.pass(SOON);

      assertThat(me(before)).isEqualTo(401);
      assertThat(jwks()).doesNotContain(kid);
      assertThat(me(logIn())).isEqualTo(200);
      assertThat(key("revoke", kid))
          .isEqualToIgnoringNewLines(
              "sallyport: there is no key of this id that is not revoked already");
    });
  }

  @Test
  void with_all_keys_revoked_every_token_from_before_is_refused_and_one_new_key_signs() {
    serving(() -> {
      String before = logIn();
      key("rotate");
      assertThat(uses()).containsExactly("published", "signs");

      assertThat(key("revoke", "--all").lines())
          .hasSize(2)
          .allMatch(line -> line.startsWith("revoked "));
      machine.pass(SOON);

      assertThat(keys()).hasSize(3);
      assertThat(uses().getFirst()).isEqualTo("signs");
      assertThat(uses().subList(1, 3)).allMatch(use -> use.startsWith("revoked "));
      assertThat(me(before)).isEqualTo(401);
      assertThat(me(logIn())).isEqualTo(200);
    });
  }

  @Test
  void either_one_key_is_revoked_or_all() {
    assertThat(key("revoke")).isEqualToIgnoringNewLines("sallyport: it takes KID or --all");
    assertThat(key("revoke", "abc", "--all")).contains("it takes KID or --all");
  }

  @Test
  void a_key_reaches_its_age_while_no_server_runs() {
    serving(() -> {});
    machine.pass(Duration.ofDays(91));
    // The first thing a server does is to look after its keys; this is felt by who asks later.
    serving(() -> {
      while (keys().size() < 2) {
        Thread.onSpinWait();
      }
      assertThat(uses()).containsExactly("published", "signs");
    });
  }

  @Tag("ASVS-11.2.2")
  @Test
  void another_algorithm_takes_over_without_a_refused_token() {
    String[] before = new String[1];
    serving(() -> before[0] = logIn());
    machine.environment.put("SALLYPORT_PUBLIC_URL", "http://localhost:8080");
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "ES256");
    serving(() -> {
      before[0] = logIn();
      assertThat(headerOf(before[0])).contains("RS256");
      machine.pass(SigningKeys.PUBLISHED_BEFORE);
      String after = logIn();
      assertThat(headerOf(after)).contains("ES256");
      assertThat(me(before[0])).isEqualTo(200);
      assertThat(me(after)).isEqualTo(200);
      machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "Ed25519");
    });
    serving(() -> {
      machine.pass(SigningKeys.PUBLISHED_BEFORE);
      String after = logIn();
      assertThat(headerOf(after)).contains("\"Ed25519\"");
      assertThat(me(after)).isEqualTo(200);
    });
  }

  @Test
  void from_public_keys_to_a_secret_and_back_there_is_no_overlap() {
    machine.environment.put("SALLYPORT_PUBLIC_URL", "http://localhost:8080");
    String[] token = new String[1];
    serving(() -> token[0] = logIn());
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    serving(() -> {
      assertThat(me(token[0])).isEqualTo(401);
      token[0] = logIn();
      assertThat(me(token[0])).isEqualTo(200);
      assertThat(jwks()).isEqualTo("{\"keys\":[]}");
    });
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "RS256");
    serving(() -> {
      assertThat(me(token[0])).isEqualTo(401);
      assertThat(me(logIn())).isEqualTo(200);
    });
  }

  @Tag("ASVS-11.2.2")
  @Test
  void another_master_key_takes_over_in_one_start_and_everything_lives_on() throws IOException {
    machine.environment.put("SALLYPORT_PUBLIC_URL", "http://localhost:8080");
    String[] token = new String[1];
    serving(() -> token[0] = logIn());
    String old = Files.readString(directory.resolve("data/master.key")).strip();
    String fresh = secret();
    machine.environment.put("SALLYPORT_MASTER_KEY", fresh);
    assertThat(machine.run("user", "list").err()).contains("master-key.previous");
    machine.environment.put("SALLYPORT_MASTER_KEY_PREVIOUS", old);
    serving(() -> {
      assertThat(me(token[0])).isEqualTo(200);
      assertThat(me(logIn())).isEqualTo(200);
    });
    machine.environment.remove("SALLYPORT_MASTER_KEY_PREVIOUS");
    serving(() -> assertThat(me(token[0])).isEqualTo(200));
    machine.environment.put("SALLYPORT_MASTER_KEY", old);
    assertThat(machine.run("user", "list").err()).contains("another master key");
  }

  @Tag("ASVS-11.2.2")
  @Test
  void a_new_root_secret_ends_every_session_and_keeps_every_password() {
    serving(() -> {
      String before = logIn();

      assertThat(key("rotate", "--root"))
          .startsWith("root secret 2 is made; waiting some seconds")
          .contains("root secret 2 is in use; ended 1 session");

      assertThat(me(before)).isEqualTo(401);
      assertThat(me(logIn())).isEqualTo(200);
      assertThat(me(logIn())).isEqualTo(200);
    });
  }

  @Test
  void a_made_secret_is_exported_to_a_file_of_its_owner_and_can_be_set() throws Exception {
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    serving(() -> {});
    Path file = directory.resolve("shared.secret");

    assertThat(key("export", "shared.secret")).startsWith("wrote the secret of ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(key("export", "shared.secret")).contains("exists already; nothing was written");
    assertThat(key("export", "no/such/directory")).contains("no such directory");
    machine.environment.put("SALLYPORT_HS256_SECRET", Files.readString(file).strip());
    serving(() -> assertThat(uses()).containsExactly("signs (set by you)"));
    assertThat(key("rotate")).contains("was set by you");
    machine.environment.remove("SALLYPORT_HS256_SECRET");
    serving(() -> {
      assertThat(uses()).containsExactly("published", "signs (set by you)");
      machine.pass(SOON);
      assertThat(uses()).containsExactly("signs", "verifies");
    });
  }

  @Test
  void a_secret_that_was_revoked_is_not_taken_again() {
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    machine.environment.put("SALLYPORT_HS256_SECRET", secret());
    serving(() -> {});
    String kid = kid(0);
    key("revoke", kid);

    assertThat(machine.run("serve").err())
        .isEqualToIgnoringNewLines(
            "sallyport: hs256.secret holds the key "
                + kid
                + ", which was revoked: set another one");
  }

  private Path keyFile(String mode) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
    Path file = directory.resolve("own.pem");
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    machine.environment.put("SALLYPORT_SIGNING_KEY_FILE", "own.pem");
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "ES256");
    return file;
  }

  @Test
  void a_key_of_ones_own_signs() throws Exception {
    Path file = keyFile("rw-------");
    serving(() -> {
      assertThat(uses()).containsExactly("signs (set by you)");
      String token = logIn();
      assertThat(headerOf(token)).contains("ES256").contains(kid(0));
      assertThat(me(token)).isEqualTo(200);
    });
    String kid = kid(0);
    key("revoke", kid);
    assertThat(machine.run("serve").err()).contains("signing.key-file holds the key " + kid);
    Files.delete(file);
    assertThat(machine.run("serve").err()).contains("signing.key-file: there is no " + file);
  }

  @Test
  void a_key_of_ones_own_that_is_not_fit_stops_the_start_with_one_line() throws Exception {
    Path file = keyFile("rw-r--r--");
    assertThat(machine.run("serve").err()).contains("can be read by others").hasLineCount(1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "RS256");
    assertThat(machine.run("serve").err())
        .isEqualToIgnoringNewLines(
            "sallyport: signing.key-file: "
                + file
                + " holds something else than a private key of RSA in PKCS#8 (signing.algorithm is RS256)");
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    assertThat(machine.run("serve").err()).contains("only if signing.algorithm is not HS256");
  }

  @Test
  void public_keys_are_not_exported() {
    serving(() -> {});

    assertThat(key("export", "file")).contains("there is no HS256 secret to write");
    assertThat(directory.resolve("file")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-hV0TkKz", "-VbcT", "--x_y", "-", "-0"})
  void an_id_that_begins_like_an_option_is_an_id(String kid) {
    assertThat(key("revoke", kid))
        .isEqualToIgnoringNewLines(
            "sallyport: there is no key of this id that is not revoked already");
  }

  @Test
  void what_is_no_key_id_is_refused() {
    assertThat(key("revoke", "../../dev/null")).contains("is no key id");
  }
}
