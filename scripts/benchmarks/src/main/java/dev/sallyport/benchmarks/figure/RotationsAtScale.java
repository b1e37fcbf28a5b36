package dev.sallyport.benchmarks.figure;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.SqlSessionStore;
import dev.sallyport.benchmarks.process.Scratch;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Digits;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.domain.session.Session;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a rotation costs when there are many sessions, beside the same when there are a thousand:
/// a session taken at random is found and rotated, durably, by 16 callers at once on SQLite.
public final class RotationsAtScale implements Measurement {

  private static final int FEW = 1_000;
  private static final int CALLERS = 16;

  @Override
  public String name() {
    return "rotations among many sessions";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    int many = bench.plan().manySessions();
    Path directory = bench.scratch().onDisk();
    Path ofMany = directory.resolve("many.db");
    Path ofFew = directory.resolve("few.db");
    var sessions = Sessions.ofSomeone();
    SqliteFiles.fill(ofMany, sessions, many, Sessions.State.LIVE);
    SqliteFiles.fill(ofFew, sessions, FEW, Sessions.State.LIVE);
    try (Database large = Database.open(SqliteFiles.settings(ofMany));
        Database small = Database.open(SqliteFiles.settings(ofFew))) {
      var amongMany = new RandomRotations(new SqlSessionStore(large), sessions, many);
      var amongFew = new RandomRotations(new SqlSessionStore(small), sessions, FEW);
      amongMany.run(bench);
      amongFew.run(bench);
      List<Round> rounds = new ArrayList<>();
      for (int round = 0; round < bench.plan().rounds(); round++) {
        rounds.add(new Round(amongMany.run(bench).perSecond(), amongFew.run(bench).perSecond()));
      }
      return List.of(
          new Comparison(
              "rotation at " + Digits.text(many) + " sessions",
              "rotations/s",
              "at 1,000",
              rounds,
              new Target.AtLeast(0.8)));
    } finally {
      Scratch.remove(directory);
    }
  }

  /// Each caller has a part of the sessions for itself, so that no two want the same.
  private record RandomRotations(SqlSessionStore store, Sessions sessions, int count) {

    Callers.Result run(Bench bench) {
      SplittableRandom[] chance = new SplittableRandom[CALLERS];
      for (int caller = 0; caller < CALLERS; caller++) {
        chance[caller] = new SplittableRandom(System.nanoTime() + caller);
      }
      return Callers.run(CALLERS, bench.plan().side(), caller -> rotate(caller, chance[caller]));
    }

    private void rotate(int caller, SplittableRandom chance) {
      int number = chance.nextInt(count / CALLERS) * CALLERS + caller;
      Session seen = store.find(sessions.id(number)).orElseThrow();
      if (!store.replace(seen, Sessions.rotated(seen, Instant.now()), sessions.owner())) {
        throw new IllegalStateException("a session was not as it was seen");
      }
    }
  }
}
