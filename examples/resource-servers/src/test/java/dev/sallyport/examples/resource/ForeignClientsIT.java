package dev.sallyport.examples.resource;

import static dev.sallyport.examples.resource.Forge.GOOD;
import static dev.sallyport.examples.resource.Sallyport.AUDIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Other people's verifiers, set up as docs/foreign-clients.md says, judge tokens of the real
/// server and forged ones, for every algorithm that has public keys.
@ParameterizedClass
@EnumSource(Algorithm.class)
final class ForeignClientsIT {

  private static final List<String> NONE = List.of();

  // One server for the tests of an algorithm; none of them changes what another sees.
  @SuppressWarnings("NullAway.Init")
  private static Sallyport server;

  @SuppressWarnings("NullAway.Init")
  private static KeyPair key;

  @TempDir private Path directory;

  private final Algorithm algorithm;

  ForeignClientsIT(Algorithm algorithm) {
    this.algorithm = algorithm;
  }

  @BeforeParameterizedClassInvocation
  static void start(Algorithm algorithm, @TempDir Path data) throws Exception {
    key = algorithm.newKey();
    Path file = data.resolve("signing-key.pem");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8))
                .encodeToString(key.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    server = new Sallyport(data, algorithm, file);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  /// Whether a verifier takes a token.
  private interface Verifier {
    boolean accepts(String token) throws Exception;
  }

  private Map<String, String> tokens() throws Exception {
    return new Forge(algorithm, key, server.logIn()).tokens();
  }

  private List<String> acceptedBy(Verifier verifier) throws Exception {
    List<String> accepted = new ArrayList<>();
    for (var token : tokens().entrySet()) {
      if (verifier.accepts(token.getValue())) {
        accepted.add(token.getKey());
      }
    }
    return accepted;
  }

  private static Verifier nimbus() throws Exception {
    var nimbus = new NimbusVerifier(server.jwks().toURL(), server.issuer(), AUDIENCE);
    return token -> {
      try {
        return nimbus.verify(token).getStringListClaim("roles").equals(List.of("reader"));
      } catch (BadJOSEException | ParseException | JOSEException _) {
        return false;
      }
    };
  }

  /// A Spring Boot service on a free port.
  private static ConfigurableApplicationContext spring(Class<?>... more) {
    return new SpringApplicationBuilder(
            Stream.concat(Stream.of(SpringService.class), Stream.of(more)).toArray(Class<?>[]::new))
        .web(WebApplicationType.SERVLET)
        .registerShutdownHook(false)
        .run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--logging.level.root=OFF",
            "--spring.main.banner-mode=off",
            "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + server.issuer(),
            "--spring.security.oauth2.resourceserver.jwt.audiences=" + AUDIENCE,
            "--spring.security.oauth2.resourceserver.jwt.authorities-claim-name=roles",
            "--spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_");
  }

  private static Verifier at(ConfigurableApplicationContext service) {
    var notes =
        URI.create(
            "http://127.0.0.1:%s/notes"
                .formatted(service.getEnvironment().getProperty("local.server.port")));
    var http = HttpClient.newHttpClient();
    return token -> {
      int status =
          http.send(
                  HttpRequest.newBuilder(notes).header("Authorization", "Bearer " + token).build(),
                  BodyHandlers.discarding())
              .statusCode();
      assertThat(status).isIn(200, 401, 500);
      return status == 200;
    };
  }

  /// What Java's verifiers are to take: neither has a verifier for Ed25519.
  private List<String> inJava(List<String> tokens) {
    return switch (algorithm) {
      case RS256, ES256 -> tokens;
      case Ed25519 -> NONE;
    };
  }

  @Test
  void nimbus_takes_our_tokens_alone() throws Exception {
    assertThat(acceptedBy(nimbus())).isEqualTo(inJava(GOOD));
  }

  @Test
  void spring_with_its_validator_of_RFC_9068_takes_our_tokens_alone() throws Exception {
    try (var service = spring(SpringAccessTokens.class)) {
      assertThat(acceptedBy(at(service))).isEqualTo(inJava(GOOD));
    }
  }

  @Test
  void spring_with_the_type_of_access_tokens_does_not_ask_for_an_end() throws Exception {
    List<String> taken = new ArrayList<>(GOOD);
    taken.add("without an end");
    try (var service = spring(SpringType.class)) {
      assertThat(acceptedBy(at(service))).isEqualTo(inJava(taken));
    }
  }

  @Test
  void spring_by_its_properties_alone_asks_for_another_type() throws Exception {
    try (var service = spring()) {
      assertThat(acceptedBy(at(service)))
          .isEqualTo(inJava(List.of("of the common type", "of no type")));
    }
  }

  @Test
  void jose_takes_our_tokens_alone() throws Exception {
    JoseVerifier jose = JoseVerifier.install(directory);
    Map<String, String> tokens = tokens();
    List<String> names = List.copyOf(tokens.keySet());
    List<String> verdicts = jose.verdicts(server.issuer(), AUDIENCE, List.copyOf(tokens.values()));
    assertThat(verdicts).hasSameSizeAs(names);
    assertThat(names.stream().filter(n -> verdicts.get(names.indexOf(n)).equals("accepted reader")))
        .isEqualTo(GOOD);
    assertThat(verdicts.stream().filter(verdict -> verdict.startsWith("accepted"))).hasSize(2);
  }

  @Test
  void no_verifier_of_signatures_learns_of_a_revocation() throws Exception {
    String token = server.logIn();
    server.run("", "session", "revoke", new Forge(algorithm, key, token).sid());
    assertThat(server.me(token)).isEqualTo(401);
    if (algorithm != Algorithm.Ed25519) {
      assertThat(nimbus().accepts(token)).isTrue();
    }
    assertThat(JoseVerifier.install(directory).verdicts(server.issuer(), AUDIENCE, List.of(token)))
        .containsExactly("accepted reader");
  }
}
