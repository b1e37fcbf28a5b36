package dev.sallyport.benchmarks.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.adapters.gate.StrictJson.Parsed;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.session.Verdict;
import dev.sallyport.domain.session.Verdict.Rotate;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.mindrot.jbcrypt.BCrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The rules that every refresh goes through, without a database; what reads a token; and a hash.
@NullUnmarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Rules {

  private static final Client CLIENT = new Client(new ClientAddress("203.0.113.77"), "Mozilla/5.0");

  private final Instant now = Instant.now();
  private final String salt = BCrypt.gensalt(12);
  private RefreshTokens refreshTokens;
  private Session session;
  private String presented;
  private byte[] claims;

  /// Opens a session.
  @Setup
  public void make() {
    refreshTokens = new RefreshTokens(roots());
    session =
        Session.open(
            SessionId.create(now, new byte[SessionId.RANDOM_BYTES]),
            UserId.create(new byte[UserId.RANDOM_BYTES]),
            1,
            new SessionSalt(SecretBytes.copyOf(new byte[SessionSalt.LENGTH])),
            CLIENT,
            now,
            SessionPolicy.DEFAULT);
    presented = refreshTokens.of(session).text();
    String payload = Tokens.by(SigningAlgorithm.HS256).issue().split("\\.", -1)[1];
    claims = Base64.getUrlDecoder().decode(payload);
    if (!(rotate() instanceof Rotate) || !new String(claims, UTF_8).startsWith("{")) {
      throw new IllegalStateException("a good token is refused");
    }
  }

  private static RootSecrets roots() {
    var root = new RootSecret(1, SecretBytes.copyOf(new byte[RootSecret.LENGTH]));
    return RootSecrets.of(List.of(root));
  }

  /// From the text of a refresh token to the verdict, and its successor's text.
  @Benchmark
  public Verdict rotate() {
    RefreshToken token = refreshTokens.parse(presented).orElseThrow();
    if (!refreshTokens.isOurs(token, session)) {
      throw new IllegalStateException("it is ours");
    }
    Verdict verdict =
        session.present(new Presented(token, Optional.empty(), CLIENT), now, SessionPolicy.DEFAULT);
    if (verdict instanceof Rotate(var next) && refreshTokens.of(next).text().isEmpty()) {
      throw new IllegalStateException("it has a text");
    }
    return verdict;
  }

  /// The claims of an access token, read strictly.
  @Benchmark
  public Parsed json() {
    return StrictJson.parse(claims, Limits.TOKEN);
  }

  /// One jBCrypt hash of cost 12.
  @Benchmark
  public String bcrypt() {
    return BCrypt.hashpw("correct-horse-battery-staple", salt);
  }
}
