package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Program.Result;
import dev.sallyport.bootstrap.endtoend.Visitor.Held;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files, the output and the arguments of an installation hold no secret, and nobody else may
/// read what it keeps.
final class NothingLeaksIT {

  private static final String PASSWORD = "a passphrase that leaks nowhere";
  private static final String WRONG_PASSWORD = "another passphrase that leaks nowhere";
  private static final String NEW_PASSWORD = "a third passphrase that leaks nowhere";

  /// One that could be a name, so that it comes further than the others where a name belongs.
  private static final String PASSWORD_LIKE_A_NAME = "no-leak-horse-battery";

  private static final String KEY = "an-idempotency-key-that-leaks-nowhere";
  private static final String FEED_SECRET = "V2ZBBnvtBWqlBd2IyzEUrWx2BmUOWpVHJkTTA9RY77Y";
  private static final String MASTER_KEY = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";
  private static final String HS256_SECRET = "UNAWuvQ7Ofm41Up3HqoTjXcZFEWuf45B5MQgdM8mEXU";

  @TempDir private Path directory;

  /// What is random enough that its digest is as good as nothing, and is kept.
  private final Set<String> keptAsDigest = new HashSet<>(Set.of(KEY));

  @Test
  @Tag("I-22")
  @Tag("I-23")
  @Tag("I-24")
  @Tag("R-25")
  @Tag("ASVS-13.3.1")
  @Tag("ASVS-14.2.4")
  @Tag("ASVS-16.2.5")
  void neither_the_files_nor_the_log_hold_a_secret() throws Exception {
    Program program = new Program(directory).with("SALLYPORT_FEED_SECRET", FEED_SECRET);

    Set<String> secrets = secretsOfARun(program);

    secrets.add(FEED_SECRET);
    secrets.add(Files.readString(data().resolve("master.key")).strip());
    areNowhere(secrets, program);
  }

  @Test
  @Tag("I-23")
  @Tag("I-25")
  void neither_do_they_when_every_secret_is_set_from_outside() throws Exception {
    Program program =
        new Program(directory)
            .with("SALLYPORT_FEED_SECRET", FEED_SECRET)
            .with("SALLYPORT_MASTER_KEY", MASTER_KEY)
            .with("SALLYPORT_SIGNING_ALGORITHM", "HS256")
            .with("SALLYPORT_HS256_SECRET", HS256_SECRET);

    Set<String> secrets = secretsOfARun(program);

    secrets.addAll(List.of(FEED_SECRET, MASTER_KEY, HS256_SECRET));
    areNowhere(secrets, program);
  }

  /// Uses everything that there is, rightly and wrongly.
  ///
  /// @return every secret that was used or given out
  private Set<String> secretsOfARun(Program program) throws IOException {
    program.run(PASSWORD + "\n", "user", "add", "alice", "--role", "sallyport-admin");
    String temporary =
        found("temporary password: (\\S+)", program.run("", "user", "add", "bob", "--temporary"));
    String clientSecret = found("([A-Za-z0-9_-]{43})", program.run("", "client", "add", "notes"));
    keptAsDigest.add(clientSecret);
    Set<String> secrets = new HashSet<>();
    try (Server server = program.serve()) {
      var visitor = new Visitor(server.url());
      Held held = visitor.logIn("alice", PASSWORD).tokens();
      Held next = visitor.refresh(held, Optional.of(KEY)).tokens();
      visitor.me(next);
      misuse(server.url(), next);
      useAsService(new Service(server.url()), clientSecret, next);
      visitor.logIn("alice", WRONG_PASSWORD);
      visitor.logIn(WRONG_PASSWORD, PASSWORD);
      visitor.logIn(PASSWORD_LIKE_A_NAME, "alice");
      assertThat(visitor.refresh(held).reason()).isIn("replayed", "ended");
      Held second = visitor.logIn("alice", PASSWORD).tokens();
      secrets.add(administer(visitor, second));
      visitor.logOut(second);
      visitor.me(second);
      assertThat(visitor.logIn("bob", temporary).status()).isEqualTo(403);
      assertThat(visitor.logIn("bob", temporary, NEW_PASSWORD).status()).isEqualTo(200);
      program.run(second.access(), "explain");
      program.run(second.refresh(), "explain");
      assertThat(commandLineOf(server)).contains("serve");
      secrets.addAll(visitor.secrets());
      secrets.addAll(List.of(temporary, clientSecret, PASSWORD_LIKE_A_NAME));
      secrets.remove("alice"); // typed as a password; it is a name
      for (String secret : secrets) {
        assertThat(commandLineOf(server)).as("the arguments").doesNotContain(secret);
      }
    }
    String resetTo = found("password: (\\S+)", program.run("", "user", "reset-password", "alice"));
    secrets.add(resetTo);
    program.run("", "user", "disable", "bob");
    assertThat(program.run(PASSWORD + "\n", "user", "add", "alice").exit()).isNotZero();
    return secrets;
  }

  /// @return a password that was told once
  private static String administer(Visitor visitor, Held admin) {
    var made = visitor.ask(admin, "POST", "/admin/users", "{\"username\":\"carol\"}").body();
    String reset = "/admin/users/" + made.path("sub").asText() + "/reset";
    String token = visitor.ask(admin, "POST", reset, "").body().path("reset_token").asText();
    assertThat(visitor.resetPassword(token, NEW_PASSWORD).status()).isEqualTo(204);
    assertThat(visitor.resetPassword(token, NEW_PASSWORD).status()).isEqualTo(400);
    Held carol = visitor.logIn("carol", NEW_PASSWORD).tokens();
    String change =
        "{\"current_password\":\"%s\",\"new_password\":\"%s\"}".formatted(WRONG_PASSWORD, PASSWORD);
    assertThat(visitor.ask(carol, "POST", "/auth/password", change).status()).isEqualTo(400);
    return made.path("temporary_password").asText();
  }

  private static String found(String pattern, Result result) {
    assertThat(result.exit()).as(result.err()).isZero();
    Matcher matcher = Pattern.compile(pattern).matcher(result.out());
    assertThat(matcher.find()).as(result.out()).isTrue();
    return matcher.group(1);
  }

  /// Secrets where they do not belong.
  private static void misuse(URI url, Held held) {
    String form = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}";
    String escaped = PASSWORD.replace(' ', '+');
    List<RawRequest.Answer> answers =
        List.of(
            RawRequest.post(url, "/auth/login", "", form.substring(0, form.length() - 1)),
            RawRequest.post(url, "/auth/login", "", form.replace("username", PASSWORD)),
            RawRequest.post(url, "/auth/login", "", form.replace("alice", PASSWORD)),
            RawRequest.post(url, "/auth/login?password=" + escaped, "", "{}"),
            RawRequest.post(url, "/auth/" + held.access(), "", "{}"),
            RawRequest.post(url, "/" + escaped + "\u0001", "", "{}"),
            RawRequest.post(url, "/auth/login", "Referer: /?t=" + held.refresh() + "\r\n", "[]"),
            RawRequest.post(url, "/auth/login", "X-Key: " + PASSWORD + "\r\n " + form, form),
            RawRequest.post(url, "/auth/refresh?access_token=" + held.access(), "", ""),
            RawRequest.post(
                url,
                "/auth/refresh",
                "Cookie: __Host-Http-refresh=" + held.refresh() + "; __Host-csrf=x\r\n",
                ""));
    assertThat(answers).allMatch(answer -> answer.status() >= 400 && answer.status() < 500);
  }

  private static void useAsService(Service service, String secret, Held held) {
    assertThat(service.post("/oauth/introspect", "notes", secret, held.access()).statusCode())
        .isEqualTo(200);
    service.post("/oauth/introspect", "notes", held.csrf(), held.refresh());
    service.post("/oauth/introspect", secret, "notes", held.access());
    assertThat(service.feed("", "Authorization", "Bearer " + FEED_SECRET).statusCode())
        .isEqualTo(200);
    service.feed("?secret=" + FEED_SECRET, "Authorization", "Bearer " + held.access());
    service.me(FEED_SECRET);
    service.me(held.access() + 'A');
  }

  private static String commandLineOf(Server server) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(server.pid()), "cmdline"), ISO_8859_1);
  }

  private void areNowhere(Set<String> secrets, Program program) throws Exception {
    secrets.add("BEGIN PRIVATE KEY");
    assertThat(program.logged())
        .contains("sys_startup", "sys_shutdown", "authn_token_reuse", "authn_token_invalid")
        .contains("input_validation_fail", "authn_password_change_fail", "authn_service_fail");
    assertThat(Files.readString(data().resolve("security.log")))
        .contains("user_created", "oauth_client_added", "authn_password_change");
    for (String secret : secrets) {
      for (String form : written(secret)) {
        assertThat(program.logged().contains(form)).as("the log holds %s", secret).isFalse();
      }
    }
    for (Map.Entry<Path, String> file : files().entrySet()) {
      for (String secret : secrets) {
        boolean keyFile = file.getKey().endsWith("master.key");
        for (String form : keyFile ? List.<String>of() : formsOf(secret)) {
          assertThat(file.getValue().contains(form))
              .as("%s holds %s", file.getKey(), secret)
              .isFalse();
        }
      }
      // The start of every RSA private key in PKCS#8, in the clear.
      assertThat(file.getValue()).doesNotContain("*\u0086H\u0086\u00F7\r\u0001\u0001\u0001");
    }
  }

  /// A secret as it could stand in a text; of a token in parts, the last too.
  private static List<String> written(String secret) {
    String lastPart = secret.substring(secret.lastIndexOf('.') + 1);
    return List.of(
        secret,
        lastPart,
        secret.replace(" ", "+"),
        secret.replace(" ", "%20"),
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret.getBytes(UTF_8)),
        HexFormat.of().formatHex(secret.getBytes(UTF_8)));
  }

  /// A secret as itself, as the bytes that it stands for, and its hashes as bytes, hexadecimal
  /// digits and base64.
  private List<String> formsOf(String secret) throws Exception {
    List<String> forms = new ArrayList<>(written(secret));
    byte[] bytes = secret.getBytes(UTF_8);
    if (secret.matches("[A-Za-z0-9_-]{43,}")) {
      byte[] decoded = Base64.getUrlDecoder().decode(secret);
      forms.add(new String(decoded, ISO_8859_1));
      forms.add(HexFormat.of().formatHex(decoded));
    }
    for (String algorithm : List.of("SHA-256", "SHA-1", "MD5", "SHA-512")) {
      if (keptAsDigest.contains(secret)) {
        continue; // it recognises the secret, and is none
      }
      byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes);
      forms.add(new String(digest, ISO_8859_1));
      forms.add(HexFormat.of().formatHex(digest));
      forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
    }
    return forms;
  }

  @Test
  @Tag("I-24")
  @Tag("ASVS-13.3.2")
  void nobody_but_the_owner_may_read_the_files() throws Exception {
    Program program = new Program(directory);
    program.run(PASSWORD + "\n", "user", "add", "alice");
    try (Server server = program.serve()) {
      new Visitor(server.url()).get("/health");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
          .isEqualTo("rwx------");
      assertThat(files().keySet()).contains(data().resolve("security.log"));
      for (Path file : files().keySet()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Map<Path, String> files() throws IOException {
    try (Stream<Path> files = Files.walk(data())) {
      Map<Path, String> all = new LinkedHashMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(file, Files.readString(file, ISO_8859_1));
      }
      assertThat(all).isNotEmpty();
      return all;
    }
  }
}
