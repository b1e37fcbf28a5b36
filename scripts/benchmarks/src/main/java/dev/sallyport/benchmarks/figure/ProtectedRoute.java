package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `GET /auth/me` with an RS256 token and the revocation check, beside bare Javalin. Requests a
/// second are what clients see: the load generator, on the same cores, is in them on both sides. The
/// CPU time of a request is the server's alone.
public final class ProtectedRoute implements Measurement {

  private static final int CONNECTIONS = 16;

  /// Tokens in use, each on several connections.
  private static final int TOKENS = 4;

  @Override
  public String name() {
    return "the protected route";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    Path directory = bench.scratch().inMemory();
    var installation = Installation.make(bench, directory, "RS256", 10);
    Path gcOfOurs = directory.resolve("gc.log");
    Path gcOfBare = directory.resolve("gc-of-bare.log");
    try (JvmProcess ours = installation.start(Allocation.logTo(gcOfOurs))) {
      List<Visitor> visitors = Installation.signedIn(ours, TOKENS);
      List<Client> clients =
          IntStream.range(0, CONNECTIONS)
              .mapToObj(i -> visitors.get(i % TOKENS).askingMe())
              .toList();
      try (JvmProcess bare =
          BareRoute.start(bench, ours, clients.getFirst(), directory, Allocation.logTo(gcOfBare))) {
        bench.warmUp(ours, clients);
        bench.warmUp(bare, clients);
        return rounds(bench, ours, bare, clients, gcOfOurs, gcOfBare);
      }
    }
  }

  private static List<Comparison> rounds(
      Bench bench,
      JvmProcess ours,
      JvmProcess bare,
      List<Client> clients,
      Path gcOfOurs,
      Path gcOfBare) {
    List<Round> throughput = new ArrayList<>();
    List<Round> cpu = new ArrayList<>();
    var allocatedByOurs = Allocation.since(gcOfOurs);
    var allocatedByBare = Allocation.since(gcOfBare);
    long answersOfOurs = 0;
    long answersOfBare = 0;
    for (int round = 0; round < bench.plan().rounds(); round++) {
      Cost a = Cost.of(ours, clients, bench.plan().side());
      Cost b = Cost.of(bare, clients, bench.plan().side());
      throughput.add(new Round(a.perSecond(), b.perSecond()));
      cpu.add(new Round(a.microsEach(), b.microsEach()));
      answersOfOurs += a.load().answers();
      answersOfBare += b.load().answers();
    }
    List<Comparison> figures = new ArrayList<>();
    figures.add(
        new Comparison(
            "protected route, RS256, revocation check",
            "requests/s",
            "bare Javalin, a constant of the same size",
            throughput,
            new Target.AtLeast(0.85)));
    figures.add(
        new Comparison(
            "protected route, server CPU per request", "µs", "bare Javalin", cpu, Target.none()));
    figures.add(
        new Comparison(
            "protected route, memory allocated per request",
            "KiB",
            "bare Javalin",
            List.of(
                new Round(
                    allocatedByOurs.kib() / answersOfOurs, allocatedByBare.kib() / answersOfBare)),
            Target.none()));
    return figures;
  }
}
