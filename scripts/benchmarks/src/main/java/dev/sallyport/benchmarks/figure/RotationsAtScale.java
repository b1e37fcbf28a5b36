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
import java.util.concurrent.ThreadLocalRandom;

/// What a rotation costs when there are many sessions, beside the same when there are a thousand: a
/// session is found and rotated, durably, by 64 callers at once on SQLite. Once each has a session
/// of its own, and these lie far apart among all, as those of people do who are at work at the same
/// time. And once each takes another of its part at random every time, which is as bad as it can
/// be: nothing is near anything that was just used, and each rotation writes a page of its own.
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
    Path ofMany = directory.resolve("many.db");
    Path ofFew = directory.resolve("few.db");
    var sessions = Sessions.ofSomeone();
    SqliteFiles.fill(ofMany, sessions, many, Sessions.State.LIVE);
    SqliteFiles.fill(ofFew, sessions, FEW, Sessions.State.LIVE);
    try (Database large = Database.open(SqliteFiles.settings(ofMany));
        Database small = Database.open(SqliteFiles.settings(ofFew))) {
      var amongMany = new Rotations(new SqlSessionStore(large), sessions, many);
      var amongFew = new Rotations(new SqlSessionStore(small), sessions, FEW);
      String name = "rotation at " + Digits.text(many) + " sessions";
      return List.of(
          compare(name, amongMany::ofOwn, amongFew::ofOwn, new Target.AtLeast(0.8), bench),
          compare(
              name + ", another one every time",
              amongMany::ofAnother,
              amongFew::ofAnother,
              Target.none(),
              bench));
    } finally {
      Scratch.remove(directory);
    }
  }

  private static Comparison compare(
      String name,
      Callers.Operation amongMany,
      Callers.Operation amongFew,
      Target target,
      Bench bench) {
    Callers.run(CALLERS, bench.plan().side(), amongMany);
    Callers.run(CALLERS, bench.plan().side(), amongFew);
    List<Round> rounds = new ArrayList<>();
    for (int round = 0; round < bench.plan().rounds(); round++) {
      rounds.add(
          new Round(
              Callers.run(CALLERS, bench.plan().side(), amongMany).perSecond(),
              Callers.run(CALLERS, bench.plan().side(), amongFew).perSecond()));
    }
    return new Comparison(name, "rotations/s", "at 1,000", rounds, target);
  }

  /// Each caller has a part of the sessions for itself, so that no two want the same.
  private record Rotations(SqlSessionStore store, Sessions sessions, int count) {

    void ofOwn(int caller) {
      rotate(caller * (count / CALLERS));
    }

    void ofAnother(int caller) {
      int part = count / CALLERS;
      rotate(caller * part + ThreadLocalRandom.current().nextInt(part));
    }

    private void rotate(int number) {
      Session seen = store.find(sessions.id(number)).orElseThrow();
      if (!store.replace(seen, Sessions.rotated(seen, Instant.now()), sessions.owner())) {
        throw new IllegalStateException("a session was not as it was seen");
      }
    }
  }
}
