package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What garbage costs in the place of an access token, on the average of six kinds, beside the full
/// check of a good one: on one core, by JMH.
public final class TokenCheck implements Measurement {

  private static final int MOST_ROUNDS = 3;
  private static final Duration LEAST = Duration.ofMillis(900);

  @Override
  public String name() {
    return "the token check";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    var log = bench.scratch().inMemory().resolve("jmh.log");
    Duration half = bench.plan().side().dividedBy(2);
    Duration each = half.compareTo(LEAST) < 0 ? LEAST : half;
    List<Round> rounds = new ArrayList<>();
    for (int round = 0; round < Math.min(MOST_ROUNDS, bench.plan().rounds()); round++) {
      Map<String, Double> micros =
          Jmh.run(
              each,
              log,
              Map.of("algorithm", "RS256"),
              "Refusals\\.refuse",
              "AccessTokens\\.check$");
      rounds.add(new Round(of(micros, "Refusals.refuse"), of(micros, "AccessTokens.check RS256")));
    }
    return List.of(
        new Comparison(
            "token check refused before the signature",
            "µs",
            "the full check of a new token, RS256",
            rounds,
            new Target.AtMost(0.2)));
  }

  private static double of(Map<String, Double> micros, String benchmark) {
    return Objects.requireNonNull(micros.get(benchmark), benchmark);
  }
}
