package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.load.OpenLoop;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// How long who is signed in waits for `/auth/me` while logins fill every core, beside the same
/// without logins: at a fixed rate, each answer from the moment at which its request was due.
public final class LatencyBesideLogins implements Measurement {

  private static final double PER_SECOND = 400;
  private static final int CONNECTIONS = 8;
  private static final double NINETY_NINTH = 0.99;

  /// A 99th percentile wants some hundred requests at least.
  private static final Duration LEAST = Duration.ofMillis(1_500);

  /// Logins begin before, and end after, what is measured beside them.
  private static final Duration MARGIN = Duration.ofMillis(400);

  @Override
  public String name() {
    return "waits beside logins";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    int cores = Runtime.getRuntime().availableProcessors();
    Duration side = bench.plan().side().compareTo(LEAST) < 0 ? LEAST : bench.plan().side();
    var installation = Installation.make(bench, bench.scratch().inMemory(), "RS256", 12);
    try (JvmProcess server = installation.start()) {
      // Another user's than those who log in: so many logins end the user's oldest session.
      List<Visitor> visitors = Installation.signedIn(server, cores + 2);
      List<Client> askers = Collections.nCopies(CONNECTIONS, visitors.getFirst().askingMe());
      List<Client> logins = visitors.stream().skip(1).map(Visitor::loggingIn).toList();
      bench.warmUp(server, logins, bench.plan().warmUpOfLogins() / 3);
      bench.warmUp(server, askers);
      beside(server, logins, askers, side);
      List<Round> ninetyNinth = new ArrayList<>();
      List<Round> median = new ArrayList<>();
      for (int round = 0; round < bench.plan().rounds(); round++) {
        Load busy = beside(server, logins, askers, side);
        Load quiet = OpenLoop.run(server.address(), askers, PER_SECOND, side);
        ninetyNinth.add(millis(busy, quiet, NINETY_NINTH));
        median.add(millis(busy, quiet, 0.5));
      }
      return List.of(
          new Comparison(
              "/auth/me beside logins on every core, 99th percentile",
              "ms",
              "without logins",
              ninetyNinth,
              new Target.AtMost(5)),
          new Comparison(
              "/auth/me beside logins on every core, median",
              "ms",
              "without logins",
              median,
              Target.none()));
    }
  }

  private static Load beside(
      JvmProcess server, List<Client> logins, List<Client> askers, Duration side) {
    var background =
        CompletableFuture.supplyAsync(
            () -> ClosedLoop.run(server.address(), logins, side.plus(MARGIN.multipliedBy(2))));
    sleep(MARGIN);
    Load asked = OpenLoop.run(server.address(), askers, PER_SECOND, side);
    background.join();
    return asked;
  }

  private static void sleep(Duration howLong) {
    try {
      Thread.sleep(howLong);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Round millis(Load busy, Load quiet, double share) {
    return new Round(
        busy.latencies().percentile(share) / 1e6, quiet.latencies().percentile(share) / 1e6);
  }
}
