package dev.sallyport.benchmarks.parts;

import dev.sallyport.adapters.memory.CachedRevocationList;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A look at the revocations in memory, where none has come since the last one.
@NullUnmarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Revocations {

  private static final int ASKED = 1 << 16;

  /// How many are in force.
  @Param({"0", "1000000"})
  public int inForce;

  private CachedRevocationList list;
  private SessionId[] asked;
  private int next;

  /// Fills the list, and thinks of sessions that are not on it.
  @Setup
  public void fill() {
    Instant now = Instant.now();
    var random = new SplittableRandom(7);
    list = new CachedRevocationList(new Log(now, inForce, random), InstantSource.fixed(now));
    asked = IntStream.range(0, ASKED).mapToObj(_ -> session(now, random)).toArray(SessionId[]::new);
    if (!lookUp().equals(Revocation.NONE) || list.size() != inForce) {
      throw new IllegalStateException("the list is not as it was filled");
    }
  }

  /// One look.
  @Benchmark
  public Revocation lookUp() {
    next = (next + 1) % ASKED;
    return list.of(asked[next]);
  }

  private static SessionId session(Instant now, SplittableRandom random) {
    byte[] bytes = new byte[SessionId.RANDOM_BYTES];
    random.nextBytes(bytes);
    return SessionId.create(now, bytes);
  }

  /// A database in which nothing happens any more.
  private record Log(Instant now, int count, SplittableRandom random) implements RevocationLog {

    @Override
    public long mark() {
      return 1;
    }

    @Override
    public boolean goesOn(long earlier, long later) {
      return true;
    }

    @Override
    public Revocations after(long number, Instant at, int atMost) {
      int some = (int) Math.min(atMost, count - number);
      var revocation = new Revocation(Revocation.NO_GENERATION, now.plusSeconds(3_600));
      List<Entry> entries =
          IntStream.range(0, some)
              .mapToObj(_ -> new Entry(session(now, random), revocation))
              .toList();
      long last = number + some;
      return new Revocations(FeedEpoch.create(new byte[16]), last, entries, last < count);
    }

    @Override
    public void renewEpoch(FeedEpoch next) {
      throw new UnsupportedOperationException("no epoch ends here");
    }
  }
}
