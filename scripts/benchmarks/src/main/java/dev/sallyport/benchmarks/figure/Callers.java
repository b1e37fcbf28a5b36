package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Histogram;
import dev.sallyport.benchmarks.process.Cpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// Threads of this process that all do the same, again and again.
final class Callers {

  private Callers() {}

  /// What each of them does.
  @FunctionalInterface
  interface Operation {
    /// Does it once.
    ///
    /// @param caller the number of the thread, from 0
    void by(int caller) throws Exception;
  }

  /// What it came to.
  ///
  /// @param waits how long each took
  /// @param cpu the time on cores of this process meanwhile
  record Result(Duration elapsed, Histogram waits, Duration cpu) {

    double perSecond() {
      return waits.count() * 1e9 / elapsed.toNanos();
    }

    double cpuMicrosEach() {
      return cpu.toNanos() / 1e3 / waits.count();
    }

    double longestMillis() {
      return waits.longest() / 1e6;
    }
  }

  /// Has so many threads do this for as long as that.
  ///
  /// @throws IllegalStateException if it fails once
  static Result run(int callers, Duration duration, Operation operation) {
    long end = System.nanoTime() + duration.toNanos();
    return run(callers, () -> System.nanoTime() < end, operation);
  }

  /// Has so many threads do this for as long as `goOn` says so.
  static Result run(int callers, BooleanSupplier goOn, Operation operation) {
    long pid = ProcessHandle.current().pid();
    Duration before = Cpu.of(pid);
    long begin = System.nanoTime();
    List<Callable<Histogram>> work = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      int number = caller;
      work.add(() -> repeat(number, goOn, operation));
    }
    var waits = new Histogram();
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      for (Future<Histogram> one : threads.invokeAll(work)) {
        waits.add(one.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return new Result(
        Duration.ofNanos(System.nanoTime() - begin), waits, Cpu.of(pid).minus(before));
  }

  private static Histogram repeat(int caller, BooleanSupplier goOn, Operation operation)
      throws Exception {
    var waits = new Histogram();
    while (goOn.getAsBoolean()) {
      long begin = System.nanoTime();
      operation.by(caller);
      waits.record(System.nanoTime() - begin);
    }
    return waits;
  }
}
