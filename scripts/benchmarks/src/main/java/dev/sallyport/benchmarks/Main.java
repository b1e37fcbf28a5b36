package dev.sallyport.benchmarks;

import dev.sallyport.benchmarks.figure.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `scripts/bench [quick | soak] [--only WORD] [--strict]`.
public final class Main {

  private static final String USAGE =
      "usage: scripts/bench [quick | soak] [--only WORD] [--strict]";

  private static final Map<String, Plan> PLANS =
      Map.of("full", Plan.FULL, "quick", Plan.QUICK, "soak", Plan.SOAK);

  private Main() {}

  /// Exit code 0 if all could be measured (and, with `--strict`, every target is met), 1 if not, 2 if
  /// it was called in another way. The system property `bench.root` says where the sources are.
  public static void main(String[] args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean strict = words.remove("--strict");
    Optional<String> only = valueOf("--only", words);
    String name = words.isEmpty() ? "full" : words.removeFirst();
    Plan plan = PLANS.get(name);
    if (plan == null || !words.isEmpty()) {
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    boolean good = new Run(plan, only, Path.of(System.getProperty("bench.root"))).isGood(strict);
    System.exit(good ? 0 : 1);
  }

  private static Optional<String> valueOf(String option, List<String> words) {
    int at = words.indexOf(option);
    if (at < 0 || at + 1 == words.size()) {
      return Optional.empty();
    }
    words.remove(at);
    return Optional.of(words.remove(at));
  }
}
