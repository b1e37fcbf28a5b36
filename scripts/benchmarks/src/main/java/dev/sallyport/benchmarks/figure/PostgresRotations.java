package dev.sallyport.benchmarks.figure;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.adapters.sql.PostgresUrl;
import dev.sallyport.adapters.sql.SqlSessionStore;
import dev.sallyport.adapters.sql.SqlUserStore;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.benchmarks.yardstick.BareStatements;
import dev.sallyport.benchmarks.yardstick.DurablePostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rotations a second on PostgreSQL by 16 callers: those of the session store, beside the bare
/// statement through the driver, on as many connections.
public final class PostgresRotations implements Measurement {

  private static final int CALLERS = 16;
  private static final int SESSIONS = 1_000;

  private static final int CONNECTIONS = DatabaseSettings.Postgres.DEFAULT_CONNECTIONS;

  @Override
  public String name() {
    return "rotations on PostgreSQL";
  }

  @Override
  public List<Comparison> measure(Bench bench) {
    try (DurablePostgres server = DurablePostgres.start(bench.scratch().onDisk())) {
      bench.others().own(server.pid());
      var settings =
          new DatabaseSettings.Postgres(
              PostgresUrl.parse(server.url()), server.user(), Optional.empty(), CONNECTIONS);
      try (Database database = Database.open(settings)) {
        var sessions = Sessions.ofSomeone();
        var _ = new SqlUserStore(database).add(sessions.owner());
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), "")) {
          sessions.insert(connection, SESSIONS, Sessions.State.LIVE);
        }
        return rounds(bench, database, server, sessions);
      } finally {
        bench.others().disown(server.pid());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Comparison> rounds(
      Bench bench, Database database, DurablePostgres server, Sessions sessions)
      throws SQLException {
    var store = new SqlSessionStore(database);
    try (BareStatements statements =
        BareStatements.open(server.url(), server.user(), CONNECTIONS, sessions.owner())) {
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
      var bare = new Rotating(sessions, CALLERS, CALLERS, statements::rotate);
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
              "rotations, PostgreSQL, 16 callers",
              "rotations/s",
              "the bare statement through pgjdbc",
              perSecond,
              new Target.AtLeast(0.8)),
          new Comparison(
              "rotations, PostgreSQL, 16 callers, CPU of each on our side",
              "µs",
              "the bare statement through pgjdbc",
              cpu,
              Target.none()));
    }
  }
}
