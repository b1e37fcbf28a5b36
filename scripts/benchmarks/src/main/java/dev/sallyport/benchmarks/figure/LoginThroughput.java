package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.benchmarks.yardstick.BareHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Logins at full load, beside what the cores could hash if they did nothing else: their number by
/// the CPU time of one jBCrypt hash.
public final class LoginThroughput implements Measurement {

  private static final int COST = 12;

  /// A login takes a quarter of a second, and a round has to have many.
  private static final int LONGER = 3;

  @Override
  public String name() {
    return "logins";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    int cores = Runtime.getRuntime().availableProcessors();
    Duration side = bench.plan().side().multipliedBy(LONGER);
    var installation = Installation.make(bench, bench.scratch().inMemory(), "RS256", COST);
    var hash = new BareHash(COST, cores);
    try (JvmProcess ours = installation.start()) {
      // One more than the cores, so that none is idle while an answer is on its way.
      List<Visitor> visitors = Installation.signedIn(ours, cores + 1);
      List<Client> clients = visitors.stream().map(Visitor::loggingIn).toList();
      // Ten thousand logins would take twenty minutes. These share most of what a login does but
      // for the hash: they read one, and they sign tokens and store a session.
      bench.warmUp(ours, visitors.stream().map(Visitor::forgettingThePassword).toList());
      bench.warmUp(ours, visitors.stream().map(Visitor::refreshing).toList());
      bench.warmUp(ours, clients, bench.plan().warmUpOfLogins());
      hash.cpuOfOne(bench.plan().side());
      List<Round> rounds = new ArrayList<>();
      // What a hash costs changes by more than the target leaves, as the machine warms up or is
      // shared: it is measured before and after each.
      Duration before = hash.cpuOfOne(bench.plan().side());
      for (int round = 0; round < bench.plan().rounds(); round++) {
        Load logins = ClosedLoop.run(ours.address(), clients, side);
        Duration after = hash.cpuOfOne(bench.plan().side());
        double cpuOfHash = before.plus(after).dividedBy(2).toNanos() / 1e9;
        rounds.add(new Round(logins.perSecond(), cores / cpuOfHash));
        before = after;
      }
      return List.of(
          new Comparison(
              "logins at full load, cost 12",
              "logins/s",
              "cores / CPU time of one jBCrypt hash",
              rounds,
              new Target.AtLeast(0.97)));
    }
  }
}
