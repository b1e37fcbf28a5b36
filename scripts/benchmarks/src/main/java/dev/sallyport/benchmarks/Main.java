package dev.sallyport.benchmarks;

import dev.sallyport.benchmarks.figure.Plan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `scripts/bench [quick | soak] [--strict]`.
public final class Main {

  private static final String USAGE = "usage: scripts/bench [quick | soak] [--strict]";

  private static final Map<String, Plan> PLANS =
      Map.of("full", Plan.FULL, "quick", Plan.QUICK, "soak", Plan.SOAK);

  private Main() {}

  /// Exit code 0 if all could be measured (and, with `--strict`, every target is met), 1 if not, 2 if
  /// it was called in another way. The system property `bench.root` says where the sources are.
  public static void main(String[] args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean strict = words.remove("--strict");
    String name = words.isEmpty() ? "full" : words.removeFirst();
    Plan plan = PLANS.get(name);
    if (plan == null || !words.isEmpty()) {
      System.err.println(USAGE);
      System.exit(2);
      return;
    }
    boolean good = new Run(plan, Path.of(System.getProperty("bench.root"))).isGood(strict);
    System.exit(good ? 0 : 1);
  }
}
