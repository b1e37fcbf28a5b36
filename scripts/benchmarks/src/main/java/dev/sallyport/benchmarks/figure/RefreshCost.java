package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.benchmarks.yardstick.BareSignature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// `POST /auth/refresh`: the CPU time of one on the server, beside that of a request to bare
/// Javalin. A signature by RSA costs more than all the rest, so that a rest found by subtraction
/// would be noise; what a refresh costs but for its signature is measured with HS256, whose mac
/// costs next to nothing and which is the same code otherwise. How much more a refresh with RS256
/// costs is told beside it.
///
/// The database lies in memory: what a commit waits for is another figure.
public final class RefreshCost implements Measurement {

  private static final int SESSIONS = 8;

  @Override
  public String name() {
    return "refreshes";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    var withMac = Installation.make(bench, bench.scratch().inMemory(), "HS256", 10);
    var withRsa = Installation.make(bench, bench.scratch().inMemory(), "RS256", 10);
    try (JvmProcess mac = withMac.start();
        JvmProcess rsa = withRsa.start()) {
      List<Client> macs = refreshing(mac);
      List<Client> rsas = refreshing(rsa);
      Client likeThis = Installation.signedIn(mac, 1).getFirst().askingMe();
      try (JvmProcess bare = BareRoute.start(bench, mac, likeThis, bench.scratch().inMemory())) {
        List<Client> constants = Collections.nCopies(SESSIONS, likeThis);
        bench.warmUp(mac, macs);
        bench.warmUp(rsa, rsas);
        bench.warmUp(bare, constants);
        var signature = new BareSignature();
        signature.cpuOfOne(bench.plan().side());
        List<Round> rest = new ArrayList<>();
        List<Round> whole = new ArrayList<>();
        for (int round = 0; round < bench.plan().rounds(); round++) {
          Cost a = Cost.of(mac, macs, bench.plan().side());
          Cost b = Cost.of(bare, constants, bench.plan().side());
          rest.add(new Round(a.microsEach(), b.microsEach()));
        }
        for (int round = 0; round < bench.plan().fewRounds(); round++) {
          Cost c = Cost.of(rsa, rsas, bench.plan().side());
          double signed = signature.cpuOfOne(bench.plan().side()).toNanos() / 1e3;
          whole.add(new Round(c.microsEach(), signed));
        }
        return List.of(
            new Comparison(
                "refresh, CPU per request but for its signature",
                "µs",
                "bare Javalin",
                rest,
                new Target.AtMost(8)),
            new Comparison(
                "refresh with RS256, CPU per request",
                "µs",
                "one RS256 signature of the JDK",
                whole,
                Target.none()));
      }
    }
  }

  private static List<Client> refreshing(JvmProcess server) {
    return Installation.signedIn(server, SESSIONS).stream().map(Visitor::refreshing).toList();
  }
}
