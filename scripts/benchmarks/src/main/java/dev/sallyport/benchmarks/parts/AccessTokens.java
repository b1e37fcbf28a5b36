package dev.sallyport.benchmarks.parts;

import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.application.port.AccessTokenVerifier.Verification;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Access tokens, made and checked in full.
@NullUnmarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AccessTokens {

  /// The JWS name of the algorithm.
  @Param({"RS256", "ES256", "Ed25519", "HS256"})
  public String algorithm;

  private Tokens tokens;
  private JwtVerifier verifier;
  private String good;

  /// Makes a key and a token.
  @Setup
  public void make() {
    tokens = Tokens.by(SigningAlgorithm.parse(algorithm).orElseThrow());
    verifier = tokens.verifier();
    good = tokens.issue();
    if (!(check() instanceof Verified && checkAgain() instanceof Verified)) {
      throw new IllegalStateException("a good token is refused");
    }
  }

  /// The full check but for the revocation, of a token that is seen for the first time; the new
  /// verifier that this takes costs less than a microsecond.
  @Benchmark
  public Verification check() {
    return tokens.verifier().verify(good, tokens.now());
  }

  /// The same of a token that was checked before.
  @Benchmark
  public Verification checkAgain() {
    return verifier.verify(good, tokens.now());
  }

  /// Claims to a token.
  @Benchmark
  public String issue() {
    return tokens.issue();
  }
}
