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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// What a rotation costs when there are many sessions, beside the same when there are a thousand:
/// durably, by 64 callers at once on SQLite. Once as everywhere else here: each caller rotates a
/// session of its own, and these lie far apart among all, as those of people do who are at work at
/// the same time. And once each finds another one at random every time and rotates that, which is
/// as bad as it can be: nothing is near anything that was just used, and each rotation reads and
/// writes a page of its own.
public final class RotationsAtScale implements Measurement {

  private static final int FEW = 1_000;
  private static final int CALLERS = 64;

  @Override
  public String name() {
    return "rotations among many sessions";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    int many = bench.plan().manySessions();
    Path directory = bench.scratch().onDisk();
    Path manyFile = directory.resolve("many.db");
    Path fewFile = directory.resolve("few.db");
    var sessions = Sessions.ofSomeone();
    SqliteFiles.fill(manyFile, sessions, many, Sessions.State.LIVE);
    SqliteFiles.fill(fewFile, sessions, FEW, Sessions.State.LIVE);
    try (Database large = Database.open(SqliteFiles.settings(manyFile));
        Database small = Database.open(SqliteFiles.settings(fewFile))) {
      var amongMany = new Rotations(new SqlSessionStore(large), sessions, many);
      var amongFew = new Rotations(new SqlSessionStore(small), sessions, FEW);
      String name = "rotation at " + Digits.text(many) + " sessions";
      Rotating ofMany = amongMany.ofOwn();
      Rotating ofFew = amongFew.ofOwn();
      return List.of(
          compare(
              name, ofMany::run, ofFew::run, new Target.AtLeast(0.8), bench, bench.plan().rounds()),
          compare(
              name + ", another one found every time",
              amongMany::ofAnother,
              amongFew::ofAnother,
              Target.none(),
              bench,
              bench.plan().fewRounds()));
    } finally {
      Scratch.remove(directory);
    }
  }

  /// So many callers who rotate for so long.
  @FunctionalInterface
  private interface Rounds {
    Callers.Result of(Duration duration);
  }

  private static Comparison compare(
      String name, Rounds amongMany, Rounds amongFew, Target target, Bench bench, int times) {
    Duration side = bench.plan().side();
    Callers.Result _ = amongMany.of(side);
    Callers.Result _ = amongFew.of(side);
    List<Round> rounds = new ArrayList<>();
    for (int round = 0; round < times; round++) {
      rounds.add(new Round(amongMany.of(side).perSecond(), amongFew.of(side).perSecond()));
    }
    return new Comparison(name, "rotations/s", "at 1,000", rounds, target);
  }

  /// Each caller has a part of the sessions for itself, so that no two want the same.
  private record Rotations(SqlSessionStore store, Sessions sessions, int count) {

    Rotating ofOwn() {
      return new Rotating(sessions, 0, count / CALLERS, CALLERS, this::rotate);
    }

    Callers.Result ofAnother(Duration duration) {
      return Callers.run(CALLERS, duration, this::rotateAnother);
    }

    private void rotateAnother(int caller) {
      int part = count / CALLERS;
      int number = caller * part + ThreadLocalRandom.current().nextInt(part);
      Session seen = store.find(sessions.id(number)).orElseThrow();
      rotate(seen, Sessions.rotated(seen, Instant.now()));
    }

    private void rotate(Session seen, Session next) {
      if (!store.replace(seen, next, sessions.owner())) {
        throw new IllegalStateException("a session was not as it was seen");
      }
    }
  }
}
