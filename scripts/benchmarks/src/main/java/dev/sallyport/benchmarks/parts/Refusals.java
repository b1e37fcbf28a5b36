package dev.sallyport.benchmarks.parts;

import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.application.port.AccessTokenVerifier.Invalid;
import dev.sallyport.application.port.AccessTokenVerifier.Verification;
import dev.sallyport.benchmarks.figure.Garbage;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// What is refused without a look at its signature.
@NullUnmarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Refusals {

  private static final int KINDS = 6;

  private Tokens tokens;
  private JwtVerifier verifier;
  private String[] garbage;

  /// Makes a key, a token, and what looks like it.
  @Setup
  public void make() {
    tokens = Tokens.by(SigningAlgorithm.RS256);
    verifier = tokens.verifier();
    Map<String, String> kinds = Garbage.of(tokens.issue());
    garbage = kinds.values().toArray(String[]::new);
    if (garbage.length != KINDS) {
      throw new IllegalStateException("another number of kinds");
    }
    for (String one : garbage) {
      if (!(judge(one) instanceof Invalid)) {
        throw new IllegalStateException("garbage is let in");
      }
    }
  }

  /// One refusal, on the average of all kinds.
  @Benchmark
  @OperationsPerInvocation(KINDS)
  public void refuse(Blackhole refused) {
    for (String one : garbage) {
      refused.consume(judge(one));
    }
  }

  private Verification judge(String one) {
    return verifier.verify(one, tokens.now());
  }
}
