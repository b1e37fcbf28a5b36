package dev.sallyport.benchmarks.figure;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.SqlSessionStore;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.benchmarks.yardstick.GroupCommittingWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Rotations a second on SQLite, where each is durable before its caller is answered, by 64 callers
/// at once: those of the session store, beside a bare writer that commits in groups. Both in this
/// process and on the same disk, which decides how many commits there are a second.
public final class SqliteRotations implements Measurement {

  private static final int CALLERS = 64;
  private static final int SESSIONS = 1_000;

  @Override
  public String name() {
    return "rotations on SQLite";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    Path directory = bench.scratch().onDisk();
    Path ofOurs = directory.resolve("ours.db");
    Path ofBare = directory.resolve("bare.db");
    var sessions = Sessions.ofSomeone();
    SqliteFiles.fill(ofBare, sessions, SESSIONS, Sessions.State.LIVE);
    SqliteFiles.fill(ofOurs, sessions, SESSIONS, Sessions.State.LIVE);
    try (Database database = Database.open(SqliteFiles.settings(ofOurs));
        GroupCommittingWriter writer = GroupCommittingWriter.open(ofBare, sessions.owner())) {
      var store = new SqlSessionStore(database);
      var ours =
          new Rotating(
              sessions,
              0,
              CALLERS,
              (seen, next) -> {
                if (!store.replace(seen, next, sessions.owner())) {
                  throw new IllegalStateException("a session was not as it was seen");
                }
              });
      var bare = new Rotating(sessions, 0, CALLERS, writer::rotate);
      ours.run(bench.plan().side());
      bare.run(bench.plan().side());
      List<Round> perSecond = new ArrayList<>();
      List<Round> cpu = new ArrayList<>();
      for (int round = 0; round < bench.plan().rounds(); round++) {
        Callers.Result a = ours.run(bench.plan().side());
        Callers.Result b = bare.run(bench.plan().side());
        perSecond.add(new Round(a.perSecond(), b.perSecond()));
        cpu.add(new Round(a.cpuMicrosEach(), b.cpuMicrosEach()));
      }
      return List.of(
          new Comparison(
              "rotations, SQLite FULL, 64 callers",
              "rotations/s",
              "a bare group-committing writer",
              perSecond,
              new Target.AtLeast(0.8)),
          new Comparison(
              "rotations, SQLite FULL, 64 callers, CPU of each",
              "µs",
              "a bare group-committing writer",
              cpu,
              Target.none()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
