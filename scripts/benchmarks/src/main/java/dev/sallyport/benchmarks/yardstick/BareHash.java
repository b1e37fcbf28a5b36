package dev.sallyport.benchmarks.yardstick;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mindrot.jbcrypt.BCrypt;

/// What jBCrypt takes for one hash, with every core at it, as in a server at full load.
public final class BareHash {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String salt;
  private final int cores;

  /// @param cost the binary logarithm of the work
  public BareHash(int cost, int cores) {
    this.salt = BCrypt.gensalt(cost);
    this.cores = cores;
  }

  private record Spent(long hashes, long nanos) {}

  /// The CPU time of one hash, measured for that long.
  public Duration cpuOfOne(Duration howLong) {
    Callable<Spent> work = () -> hash(howLong);
    long hashes = 0;
    long nanos = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(cores)) {
      List<Future<Spent>> spent = threads.invokeAll(Collections.nCopies(cores, work));
      for (Future<Spent> one : spent) {
        hashes += one.get().hashes;
        nanos += one.get().nanos;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return Duration.ofNanos(nanos / hashes);
  }

  private Spent hash(Duration howLong) {
    long end = System.nanoTime() + howLong.toNanos();
    long before = THREADS.getCurrentThreadCpuTime();
    long hashes = 0;
    while (System.nanoTime() < end) {
      String _ = BCrypt.hashpw("correct-horse-battery-staple", salt);
      hashes++;
    }
    return new Spent(hashes, THREADS.getCurrentThreadCpuTime() - before);
  }
}
