package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.parts.AccessTokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The benchmarks of the parts, run by JMH, each in a JVM of its own.
final class Jmh {

  private static final int ITERATIONS = 3;

  private Jmh() {}

  /// Runs those whose name contains one of these.
  ///
  /// @param each how long each is measured, after as long to warm up
  /// @param log where JMH says what it does
  /// @param parameters values of parameters; all values of those that are not named
  /// @return microseconds an operation, by the name of the benchmark and its parameters
  static Map<String, Double> run(
      Duration each, Path log, Map<String, String> parameters, String... names) {
    TimeValue time = TimeValue.milliseconds(each.toMillis() / ITERATIONS);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupIterations(ITERATIONS)
            .warmupTime(time)
            .measurementIterations(ITERATIONS)
            .measurementTime(time)
            .jvmArgs("-Xmx1g", "-XX:+UseSerialGC")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.NORMAL)
            .output(log.toString());
    for (String name : names) {
      options.include(AccessTokens.class.getPackageName().replace(".", "\\.") + "\\." + name);
    }
    parameters.forEach(options::param);
    try {
      return results(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH failed, see " + log, e);
    }
  }

  private static Map<String, Double> results(Collection<RunResult> runs) {
    Map<String, Double> micros = new LinkedHashMap<>();
    for (RunResult run : runs) {
      String benchmark = run.getParams().getBenchmark();
      String name = benchmark.substring(AccessTokens.class.getPackageName().length() + 1);
      List<String> parameters =
          run.getParams().getParamsKeys().stream().map(run.getParams()::getParam).toList();
      micros.put(
          parameters.isEmpty() ? name : name + ' ' + String.join(" ", parameters),
          run.getPrimaryResult().getScore());
    }
    return micros;
  }
}
