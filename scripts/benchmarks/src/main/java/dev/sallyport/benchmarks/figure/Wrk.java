package dev.sallyport.benchmarks.figure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The protected route once more, with wrk in the place of our own load generator: where it is
/// installed, so that nobody has to believe ours.
public final class Wrk implements Measurement {

  private static final int CONNECTIONS = 16;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

  @Override
  public String name() {
    return "the protected route, by wrk";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    if (Stream.of(System.getenv("PATH").split(":", -1))
        .noneMatch(directory -> Files.isExecutable(Path.of(directory, "wrk")))) {
      return List.of();
    }
    Path directory = bench.scratch().inMemory();
    var installation = Installation.make(bench, directory, "RS256", 10);
    try (JvmProcess ours = installation.start()) {
      Visitor visitor = Installation.signedIn(ours, 1).getFirst();
      var me = visitor.askingMe();
      try (JvmProcess bare = BareRoute.start(bench, ours, me, directory)) {
        bench.warmUp(ours, List.of(me));
        bench.warmUp(bare, List.of(me));
        List<Round> rounds = new ArrayList<>();
        for (int round = 0; round < bench.plan().fewRounds(); round++) {
          rounds.add(
              new Round(
                  perSecond(bench, ours.address(), visitor.access()),
                  perSecond(bench, bare.address(), visitor.access())));
        }
        return List.of(
            new Comparison(
                "protected route, as wrk sees it",
                "requests/s",
                "bare Javalin",
                rounds,
                Target.none()));
      }
    }
  }

  private static double perSecond(Bench bench, InetSocketAddress server, String token) {
    long seconds = Math.max(1, bench.plan().side().toSeconds());
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c" + CONNECTIONS,
            "-d" + seconds + "s",
            "-H",
            "Authorization: Bearer " + token,
            "http://" + server.getHostString() + ':' + server.getPort() + "/auth/me");
    try {
      Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
      Matcher rate = RATE.matcher(said);
      if (!rate.find() || said.contains("Non-2xx") || said.contains("Socket errors")) {
        throw new IllegalStateException("wrk said: " + said);
      }
      return Double.parseDouble(rate.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
