package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.process.Memory;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;

/// The memory that a server with the documented options, the class archive among them, holds after a mixed load: logins, refreshes,
/// requests with good tokens and with garbage, all at once.
public final class Footprint implements Measurement {

  private static final int SESSIONS = 8;
  private static final int ASKING = 8;
  private static final int LOGGING_IN = 2;

  @Override
  public String name() {
    return "memory under a mixed load";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    var installation = Installation.make(bench, bench.scratch().inMemory(), "RS256", 12);
    var archive = ClassArchive.make(bench, installation.directory());
    try (JvmProcess server = installation.start(archive.options())) {
      // Those who log in are others: so many logins end a user's oldest session.
      List<Visitor> all = Installation.signedIn(server, SESSIONS + LOGGING_IN);
      List<Visitor> visitors = all.subList(LOGGING_IN, all.size());
      List<Client> clients = new ArrayList<>();
      Client me = visitors.getFirst().askingMe();
      for (int i = 0; i < ASKING; i++) {
        clients.add(me);
      }
      for (String garbage : Garbage.of(visitors.getFirst().access()).values()) {
        clients.add(visitors.getFirst().askingMeWith(garbage));
      }
      visitors.forEach(visitor -> clients.add(visitor.refreshing()));
      all.subList(0, LOGGING_IN).forEach(visitor -> clients.add(visitor.loggingIn()));
      Load load = ClosedLoop.run(server.address(), clients, bench.plan().mixed());
      Memory memory = server.memory();
      return List.of(
          Comparison.alone(
              "resident memory after " + bench.plan().mixed().toSeconds() + " s of mixed load",
              "MiB",
              List.of(memory.resident()),
              new Target.AtMost(160)),
          Comparison.alone(
              "the most memory that it held", "MiB", List.of(memory.peak()), Target.none()),
          Comparison.alone(
              "requests of that load", "requests/s", List.of(load.perSecond()), Target.none()));
    }
  }
}
