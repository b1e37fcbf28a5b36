package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// From the start of the process to its first answer of 200, on an installation that exists: the CPU
/// time of all its threads, and the time on the wall. With an archive of the jar's classes, and with
/// that of the JDK's classes alone, which every JVM has.
public final class StartUp implements Measurement {

  private static final Duration ONE_REQUEST = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "starts";
  }

  private record Started(double cpuMillis, double wallMillis) {}

  @Override
  public List<Comparison> measure(Bench bench) {
    var installation = Installation.make(bench, bench.scratch().inMemory(), "RS256", 10);
    var archive = ClassArchive.make(bench, installation.directory());
    List<Round> cpu = new ArrayList<>();
    List<Round> wall = new ArrayList<>();
    // The first of each kind reads files that are not in memory yet.
    start(installation, archive);
    start(installation);
    for (int i = 0; i < bench.plan().starts(); i++) {
      Started with = start(installation, archive);
      Started without = start(installation);
      cpu.add(new Round(with.cpuMillis, without.cpuMillis));
      wall.add(new Round(with.wallMillis, without.wallMillis));
    }
    return List.of(
        new Comparison(
            "first 200 after start with the class-data archive, CPU time",
            "ms",
            "the same jar without",
            cpu,
            new Target.AtMost(0.6)),
        new Comparison(
            "first 200 after start with the class-data archive, wall",
            "ms",
            "the same jar without",
            wall,
            Target.none()));
  }

  private static Started start(Installation installation, ClassArchive archive) {
    return firstAnswer(installation, archive.options());
  }

  private static Started start(Installation installation) {
    return firstAnswer(installation, "-Xshare:auto");
  }

  private static Started firstAnswer(Installation installation, String... options) {
    long begin = System.nanoTime();
    try (JvmProcess server = installation.start(options)) {
      String host = server.address().getHostString() + ':' + server.address().getPort();
      Client health = Client.repeating("GET /health HTTP/1.1\r\nHost: " + host + "\r\n\r\n", 200);
      Load _ = ClosedLoop.run(server.address(), List.of(health), ONE_REQUEST, 1);
      return new Started(server.cpu().toNanos() / 1e6, (System.nanoTime() - begin) / 1e6);
    }
  }
}
