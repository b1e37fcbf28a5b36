package dev.sallyport.benchmarks.figure;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.SqlSessionStore;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.session.PurgeSessions;
import dev.sallyport.benchmarks.process.Scratch;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Digits;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// A purge of many sessions on SQLite while others rotate theirs: how long a caller waits at the
/// most, and how large the write-ahead log gets. Not once a minute, as a server does it, but without
/// a pause, until all are gone or a minute is over.
public final class PurgeBesideWriters implements Measurement {

  private static final int CALLERS = 8;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final double MIB = 1024 * 1024;

  @Override
  public String name() {
    return "a purge beside writers";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    Path directory = bench.scratch().onDisk();
    Path file = directory.resolve("purged.db");
    var sessions = Sessions.ofSomeone();
    SqliteFiles.fill(file, sessions, bench.plan().purged(), Sessions.State.PAST);
    var live = new Sessions(InstantSource.system().instant(), sessions.owner());
    SqliteFiles.insert(file, live, CALLERS, Sessions.State.LIVE);
    try (Database database = Database.open(SqliteFiles.settings(file))) {
      var store = new SqlSessionStore(database);
      var refused = new AtomicInteger();
      var writers =
          new Rotating(
              live,
              0,
              CALLERS,
              (seen, next) -> rotate(store, seen, next, sessions.owner(), refused));
      writers.run(bench.plan().side());
      Callers.Result alone = writers.run(bench.plan().side());
      var purge = new PurgeSessions(store, InstantSource.system());
      var walBytes = new AtomicLong();
      var going = new AtomicInteger(1);
      long begin = System.nanoTime();
      LongSupplier wal = () -> size(Path.of(file + "-wal"));
      CompletableFuture<Void> purging =
          CompletableFuture.runAsync(
                  () -> {
                    while (purge.purge() > 0 && System.nanoTime() - begin < LONGEST.toNanos()) {
                      walBytes.accumulateAndGet(wal.getAsLong(), Math::max);
                    }
                  })
              .whenComplete((_, _) -> going.set(0));
      Callers.Result beside = writers.whileGoing(() -> going.get() == 1);
      double seconds = (System.nanoTime() - begin) / 1e9;
      purging.join();
      walBytes.accumulateAndGet(wal.getAsLong(), Math::max);
      String what = "purge of " + Digits.text(bench.plan().purged()) + " sessions: ";
      return List.of(
          new Comparison(
              what + "longest wait of a writer beside it",
              "ms",
              "without a purge",
              List.of(new Round(beside.longestMillis(), alone.longestMillis())),
              Target.none()),
          new Comparison(
              what + "rotations beside it",
              "rotations/s",
              "without a purge",
              List.of(new Round(beside.perSecond(), alone.perSecond())),
              Target.none()),
          Comparison.alone(
              what + "writers who were refused and tried again",
              "",
              List.of((double) refused.get()),
              Target.none()),
          Comparison.alone(
              what + "largest write-ahead log",
              "MiB",
              List.of(walBytes.get() / MIB),
              Target.none()),
          Comparison.alone(
              what + "sessions purged",
              "sessions/s",
              List.of(purge.purged() / seconds),
              Target.none()));
    } finally {
      Scratch.remove(directory);
    }
  }

  /// Who is refused, for want of a turn within two seconds, tries again, and has waited all that time.
  private static void rotate(
      SqlSessionStore store, Session seen, Session next, User owner, AtomicInteger refused) {
    while (true) {
      try {
        if (!store.replace(seen, next, owner)) {
          throw new IllegalStateException("a session was not as it was seen");
        }
        return;
      } catch (StoreUnavailableException noTurn) {
        refused.incrementAndGet();
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException gone) {
      return 0;
    }
  }
}
