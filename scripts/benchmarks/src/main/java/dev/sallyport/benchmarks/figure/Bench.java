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

  /// The longest that a warm-up takes, however slow the machine.
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);

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

  /// Sends a server so many requests that its code is compiled.
  public void warmUp(JvmProcess server, List<? extends Client> clients) {
    Load _ = ClosedLoop.run(server.address(), clients, LONGEST_WARM_UP, plan.warmUp());
  }
}
