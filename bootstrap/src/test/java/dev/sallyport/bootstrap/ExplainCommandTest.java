package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.Machine.Ran;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `explain`: what it says of tokens of a server that has run on this machine.
class ExplainCommandTest {

  private static final String PASSWORD = "a long enough pass phrase";

  @TempDir Path directory;
  Machine machine;
  private String access = "";
  private String refresh = "";

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @BeforeEach
  void alice_has_signed_in() {
    machine = new Machine(directory);
    machine.environment.put("SALLYPORT_ISSUER", "https://auth.example");
    machine.piping(PASSWORD).run("user", "add", "alice", "--role", "ops");
    logInAtAServer();
  }

  private void logInAtAServer() {
    var out = new StringWriter();
    machine.whileServing(() -> logIn(found("listening on (\\S+)", out.toString())));
    assertThat(machine.run(out, new StringWriter(), "serve").exitCode()).isZero();
  }

  private void logIn(String url) throws InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + "/auth/login"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}"))
                  .build(),
              BodyHandlers.ofString());
      access = found("\"access_token\":\"([^\"]+)\"", answer.body());
      refresh =
          found("__Host-Http-refresh=([^;]+)", answer.headers().allValues("set-cookie").toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Ran explain(String token) {
    Ran ran = machine.piping(token + "\n").run("explain");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).doesNotContain(token, token.substring(token.lastIndexOf('.') + 1));
    return ran;
  }

  private void assertRefused(String token, String why) {
    Ran ran = explain(token);
    assertThat(ran.out().strip().lines()).last().asString().startsWith("refused: " + why);
    assertThat(ran.exitCode()).isEqualTo(1);
  }

  @Test
  void a_good_access_token_is_accepted_and_its_claims_are_told() {
    Ran ran = explain(access);
    assertThat(ran.out()).contains("which signs now", "https://auth.example", "ops", "accepted");
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void an_expired_one_is_refused_with_the_time() {
    machine.pass(Duration.ofMinutes(16));
    assertRefused(access, "expired since 2");
  }

  @Test
  void an_edited_one_is_refused_for_its_signature() {
    int last = access.lastIndexOf('.');
    String other = access.charAt(last + 1) == 'A' ? "B" : "A";
    assertRefused(
        access.substring(0, last + 1) + other + access.substring(last + 2), "the signature is not");
  }

  @Test
  void one_for_another_audience_is_refused() {
    machine.environment.put("SALLYPORT_AUDIENCE", "https://other.example");
    assertRefused(access, "the audience is another than ours, https://other.example");
  }

  @Test
  void roles_that_changed_and_a_user_disabled_are_told() {
    machine.run("user", "roles", "alice", "writer");
    assertRefused(access, "revoked: the roles have changed since");
    machine.run("user", "disable", "alice");
    assertThat(explain(access).out()).contains("the user is disabled", "has ended at");
    assertRefused(access, "revoked with its session");
    assertRefused(refresh, "its session has ended");
  }

  /// Whoever has the secret can sign, so the server asks its database too, and so does this.
  @Test
  void what_another_holder_of_the_secret_made_up_is_refused() throws Exception {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    var base64 = Base64.getUrlEncoder().withoutPadding();
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "HS256");
    machine.environment.put("SALLYPORT_HS256_SECRET", base64.encodeToString(secret));
    logInAtAServer();
    assertThat(explain(access).exitCode()).isZero();

    String[] parts = access.split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    String later = claims.replace("\"gen\":1,", "\"gen\":2,");
    String signed = parts[0] + '.' + base64.encodeToString(later.getBytes(UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    String forged = signed + '.' + base64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));

    assertThat(later).isNotEqualTo(claims);
    assertRefused(forged, "with HS256 the session and its user have to be live");
  }

  @Test
  void a_refresh_token_stays_good_however_often_it_is_explained() {
    for (int i = 0; i < 3; i++) {
      Ran ran = explain(refresh);
      assertThat(ran.out()).contains("generation 1; the session is at generation 1 and live");
      assertThat(ran.exitCode()).isZero();
    }
  }

  @Test
  void a_refresh_token_that_we_did_not_make_is_refused() {
    String other = refresh.endsWith("A") ? "B" : "A";
    assertRefused(refresh.substring(0, 71) + other, "it has the form of a refresh token");
  }

  @Test
  void anything_else_is_no_token() {
    assertRefused("hello", "it is no JWT");
    assertThat(machine.piping("").run("explain").err()).contains("no token was given");
  }

  @Test
  void nothing_is_made_where_there_is_no_installation(@TempDir Path empty) {
    assertThat(new Machine(empty).piping("hello").run("explain").exitCode()).isEqualTo(1);
    assertThat(empty).isEmptyDirectory();
  }
}
