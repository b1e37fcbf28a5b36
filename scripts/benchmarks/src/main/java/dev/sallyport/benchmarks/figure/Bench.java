package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.process.Others;
import dev.sallyport.benchmarks.process.Scratch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What every measurement stands on.
///
/// @param root where the sources are, and in them the fat jar
/// @param scratch where all data lies
/// @param others is told of processes of ours that are not our children
public record Bench(Plan plan, Path root, Scratch scratch, Others others) {

  private static final Duration LONGEST_TO_BEGIN = Duration.ofSeconds(90);

  /// How long there are requests before compilers are given time to finish.
  private static final Duration AT_A_TIME = Duration.ofSeconds(1);

  /// The share of compilers in the CPU time of a server from which on it counts as warm.
  private static final double QUIET = 0.02;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration LONGEST_COMPILATION = Duration.ofSeconds(5);

  /// The fat jar.
  public Path jar() {
    return root.resolve("bootstrap/target/sallyport.jar");
  }

  /// `java` with the documented options, which every server here gets, the yardsticks too.
  public List<String> java(String... more) {
    List<String> command = new ArrayList<>();
    command.add(JvmProcess.java());
    command.add("@" + options());
    command.addAll(List.of(more));
    return command;
  }

  /// The file of the documented options.
  public Path options() {
    return root.resolve("scripts/java-options");
  }

  /// `java` that runs a class of ours in a process of its own.
  public List<String> javaOfOurs(Class<?> main, String... arguments) {
    List<String> command = java("-cp", System.getProperty("java.class.path"), main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /// Sends a server so many requests that its code is compiled: as many as the plan says, and then
  /// more until its compilers have next to nothing to do, or that has taken too long.
  public void warmUp(JvmProcess server, List<? extends Client> clients) {
    warmUp(server, clients, plan.warmUp());
  }

  /// The same with another number of requests.
  ///
  /// @param requests how many at least
  void warmUp(JvmProcess server, List<? extends Client> clients, long requests) {
    Load _ = ClosedLoop.run(server.address(), clients, LONGEST_TO_BEGIN, requests);
    long end = System.nanoTime() + plan.untilQuiet().toNanos();
    boolean isQuiet = false;
    while (!isQuiet && System.nanoTime() < end) {
      Duration all = server.cpu();
      Duration compilers = server.cpuOfCompilers();
      Load _ = ClosedLoop.run(server.address(), clients, AT_A_TIME);
      letCompile(server);
      Duration spent = server.cpu().minus(all);
      Duration compiled = server.cpuOfCompilers().minus(compilers);
      isQuiet = compiled.toNanos() < QUIET * spent.toNanos();
    }
  }

  /// What waits for a compiler is interpreted meanwhile, and both are slower beside a load.
  private static void letCompile(JvmProcess server) {
    long begin = System.nanoTime();
    Duration before;
    Duration now = server.cpuOfCompilers();
    try {
      do {
        Thread.sleep(LOOK_AGAIN);
        before = now;
        now = server.cpuOfCompilers();
      } while (now.compareTo(before) > 0
          && System.nanoTime() - begin < LONGEST_COMPILATION.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
