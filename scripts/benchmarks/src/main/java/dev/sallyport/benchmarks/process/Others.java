package dev.sallyport.benchmarks.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What else uses the cores while something is measured: the time of all processes of the machine
/// without that of ours.
public final class Others {

  private final List<Long> families = new ArrayList<>(List.of(ProcessHandle.current().pid()));
  private final int cores = Runtime.getRuntime().availableProcessors();
  private Duration machine = Duration.ZERO;
  private Duration ours = Duration.ZERO;
  private long at;

  /// Counts a process as ours that is not one of our children, such as a server that went into the
  /// background.
  public void own(long pid) {
    families.add(pid);
    ours = ours.plus(Cpu.ofFamily(pid));
  }

  /// Such a process is about to end.
  public void disown(long pid) {
    ours = ours.minus(Cpu.ofFamily(pid));
    families.remove(pid);
  }

  /// Begins to look.
  public void begin() {
    machine = Cpu.ofMachine();
    ours = cpuOfOurs();
    at = System.nanoTime();
  }

  /// The share of all cores that others have had since [#begin], 0 to 1.
  public double share() {
    double elapsed = System.nanoTime() - at;
    Duration others = Cpu.ofMachine().minus(machine).minus(cpuOfOurs().minus(ours));
    return Math.clamp(others.toNanos() / (elapsed * cores), 0, 1);
  }

  private Duration cpuOfOurs() {
    return families.stream().map(Cpu::ofFamily).reduce(Duration.ZERO, Duration::plus);
  }
}
