package dev.sallyport.adapters.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.adapters.gate.Base64Url;
import dev.sallyport.adapters.jwt.JwkSet;
import dev.sallyport.adapters.jwt.JwtIssuer;
import dev.sallyport.adapters.jwt.JwtKeyGenerator;
import dev.sallyport.adapters.jwt.KeyRing;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.TokenId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server on loopback that serves keys and feeds, good ones or whatever a test wants instead.
final class FakeSallyport implements AutoCloseable {

  static final String ISSUER = "https://auth.example.org";
  static final String SECRET =
      Base64Url.encode("a feed secret of 32 bytes, really".getBytes(UTF_8));
  static final OpenSigningKey KEY = generate();
  static final OpenSigningKey OTHER_KEY = generate();
  static final SessionId SESSION = new SessionId(new UUID(0x0000_0190_0000_7000L, 1L << 63));
  static final UserId USER = new UserId(UUID.fromString("0190a3c0-0000-4000-8000-000000000001"));
  static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  /// Answers one request.
  @FunctionalInterface
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// The requests that came, path and query, with the headers that matter.
  final List<String> requests = new CopyOnWriteArrayList<>();

  volatile Behaviour jwks = json(JwkSet.of(new KeyRing(List.of(KEY))));
  volatile Behaviour feed = status(404);

  FakeSallyport() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/.well-known/jwks.json", exchange -> serve(exchange, jwks));
    server.createContext("/auth/revocations", exchange -> serve(exchange, feed));
    server.start();
  }

  private void serve(HttpExchange exchange, Behaviour behaviour) throws IOException {
    var prefer = exchange.getRequestHeaders().getFirst("Prefer");
    requests.add(exchange.getRequestURI() + (prefer == null ? "" : " " + prefer));
    try (exchange) {
      behaviour.answer(exchange);
    }
  }

  private static OpenSigningKey generate() {
    return new JwtKeyGenerator(new SecureRandom()).generate(SigningAlgorithm.RS256);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  GuardSettings settings() {
    return new GuardSettings(
        ISSUER,
        url(),
        ISSUER,
        "sallyport",
        Optional.of(SECRET),
        Duration.ofSeconds(30),
        GuardSettings.WhenStale.REFUSE);
  }

  long count(String path) {
    return requests.stream().filter(request -> request.startsWith(path)).count();
  }

  static Behaviour body(String type, String text) {
    return exchange -> {
      byte[] bytes = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  static Behaviour json(String text) {
    return body("application/json", text);
  }

  static Behaviour jwt(String text) {
    return body("application/jwt", text);
  }

  static Behaviour status(int code) {
    return exchange -> exchange.sendResponseHeaders(code, -1);
  }

  static Behaviour redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  static Behaviour keys(OpenSigningKey... keys) {
    return json(JwkSet.of(new KeyRing(List.of(keys))));
  }

  static String token(OpenSigningKey key, Instant issuedAt, Instant expiresAt, String... roles) {
    return token(key, ISSUER, issuedAt, expiresAt, roles);
  }

  static String token(
      OpenSigningKey key, String issuer, Instant issuedAt, Instant expiresAt, String... roles) {
    var ring = new KeyRing(List.of(key));
    return new JwtIssuer(() -> ring)
        .issue(
            new AccessClaims(
                issuer,
                ISSUER,
                USER,
                "sallyport",
                issuedAt,
                expiresAt,
                TokenId.create(new byte[TokenId.RANDOM_BYTES]),
                SESSION,
                1,
                new Roles(Stream.of(roles).map(Role::new).toList())))
        .text();
  }

  static String token(String... roles) {
    return token(KEY, NOW, NOW.plusSeconds(900), roles);
  }

  /// A feed that a test alters before it is signed.
  record Words(
      String iss,
      Instant iat,
      long life,
      String epoch,
      long after,
      long seq,
      String more,
      String kids,
      String entries) {

    static Words at(Instant iat, long after, long seq) {
      return new Words(ISSUER, iat, 30, "A".repeat(22), after, seq, "false", kids(KEY), "");
    }

    static String kids(OpenSigningKey... keys) {
      return Stream.of(keys)
          .map(key -> '"' + key.id().text() + '"')
          .collect(Collectors.joining(","));
    }

    Words epoch(String other) {
      return new Words(iss, iat, life, other, after, seq, more, kids, entries);
    }

    Words more(String other) {
      return new Words(iss, iat, life, epoch, after, seq, other, kids, entries);
    }

    Words kidsOf(OpenSigningKey... keys) {
      return new Words(iss, iat, life, epoch, after, seq, more, kids(keys), entries);
    }

    Words issuer(String other) {
      return new Words(other, iat, life, epoch, after, seq, more, kids, entries);
    }

    Words life(long other) {
      return new Words(iss, iat, other, epoch, after, seq, more, kids, entries);
    }

    Words entries(String other) {
      return new Words(iss, iat, life, epoch, after, seq, more, kids, other);
    }

    Words revoking(int leastGeneration, Instant until) {
      return entries(
          "[\"%s\",%d,%d]".formatted(SESSION.text(), leastGeneration, until.getEpochSecond()));
    }

    String json() {
      return ("{\"iss\":\"%s\",\"iat\":%d,\"exp\":%d,\"epoch\":\"%s\",\"after\":%d,\"seq\":%d,"
              + "\"more\":%s,\"kids\":[%s],\"entries\":[%s]}")
          .formatted(
              iss,
              iat.getEpochSecond(),
              iat.getEpochSecond() + life,
              epoch,
              after,
              seq,
              more,
              kids,
              entries);
    }

    Behaviour served() {
      return jwt(sign(KEY, FeedReader.TYP, json()));
    }
  }

  static String sign(OpenSigningKey key, String typ, String claims) {
    String header =
        "{\"alg\":\"RS256\",\"kid\":\"%s\",\"typ\":\"%s\"}".formatted(key.id().text(), typ);
    String input = encode(header) + '.' + encode(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(key.material().reveal())));
      signature.update(input.getBytes(UTF_8));
      return input + '.' + Base64Url.encode(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String encode(String text) {
    return Base64Url.encode(text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
