package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parts, each by itself on one core, by JMH.
public final class Parts implements Measurement {

  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    for (String algorithm : List.of("RS256", "ES256", "Ed25519", "HS256")) {
      NAMES.put("AccessTokens.check " + algorithm, "access token checked in full, " + algorithm);
      NAMES.put(
          "AccessTokens.checkAgain " + algorithm, "access token checked once more, " + algorithm);
      NAMES.put("AccessTokens.issue " + algorithm, "access token issued, " + algorithm);
    }
    NAMES.put("Refusals.refuse", "access token refused before the signature");
    NAMES.put("Revocations.lookUp 0", "revocation looked up among none");
    NAMES.put("Revocations.lookUp 1000000", "revocation looked up among 1,000,000");
    NAMES.put("Rules.rotate", "refresh token checked, judged and followed by its successor");
    NAMES.put("Rules.json", "claims of an access token read");
    NAMES.put("Rules.bcrypt", "jBCrypt hash, cost 12");
  }

  @Override
  public String name() {
    return "the parts";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    if (!bench.plan().withParts()) {
      return List.of();
    }
    var log = bench.scratch().inMemory().resolve("jmh.log");
    Map<String, Double> micros = Jmh.run(Duration.ofMillis(1_500), log, Map.of(), "");
    List<Comparison> figures = new ArrayList<>();
    NAMES.forEach((benchmark, what) -> {
      Double value = micros.remove(benchmark);
      if (value == null) {
        throw new IllegalStateException("not measured: " + benchmark);
      }
      figures.add(Comparison.alone(what, "µs", List.of(value), Target.none()));
    });
    if (!micros.isEmpty()) {
      throw new IllegalStateException("measured without a name: " + micros.keySet());
    }
    return figures;
  }
}
