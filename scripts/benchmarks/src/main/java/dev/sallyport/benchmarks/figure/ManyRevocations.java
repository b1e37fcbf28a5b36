package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Comparison.Round;
import dev.sallyport.benchmarks.report.Digits;
import dev.sallyport.benchmarks.report.Target;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/// A server with many revocations in force, beside the same with none: how long after its start the
/// first protected request is answered, what such a request costs from then on, and how much memory
/// they take. It gets a heap that they fit in.
public final class ManyRevocations implements Measurement {

  /// For a million of them.
  private static final String HEAP = "-Xmx1g";

  private static final int CONNECTIONS = 16;
  private static final Duration ONE_REQUEST = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "many revocations";
  }

  private record Served(double readyMillis, double microsEach, double residentMib) {}

  @Override
  public List<Comparison> measure(Bench bench) {
    int many = bench.plan().manyRevocations();
    var with = Installation.make(bench, bench.scratch().inMemory(), "RS256", 10);
    var without = Installation.make(bench, bench.scratch().inMemory(), "RS256", 10);
    revoke(with.database(), many);
    List<Round> ready = new ArrayList<>();
    List<Round> cpu = new ArrayList<>();
    List<Double> memory = new ArrayList<>();
    for (int round = 0; round < bench.plan().fewRounds(); round++) {
      Served a = serve(bench, with);
      Served b = serve(bench, without);
      ready.add(new Round(a.readyMillis, b.readyMillis));
      cpu.add(new Round(a.microsEach, b.microsEach));
      memory.add(a.residentMib - b.residentMib);
    }
    String what = Digits.text(many) + " revocations in force: ";
    return List.of(
        new Comparison(
            what + "from start to the first protected answer",
            "ms",
            "with none",
            ready,
            Target.none()),
        new Comparison(
            what + "protected route, CPU per request", "µs", "with none", cpu, Target.none()),
        Comparison.alone(what + "resident memory more", "MiB", memory, Target.none()));
  }

  private static Served serve(Bench bench, Installation installation) {
    String token = tokenOf(installation);
    long begin = System.nanoTime();
    try (JvmProcess server = installation.start(HEAP)) {
      Client me = new Visitor(server.address(), "").askingMeAs(token);
      Load _ = ClosedLoop.run(server.address(), List.of(me), ONE_REQUEST, 1);
      double ready = (System.nanoTime() - begin) / 1e6;
      List<Client> clients = Collections.nCopies(CONNECTIONS, me);
      bench.warmUp(server, clients);
      Cost cost = Cost.of(server, clients, bench.plan().side());
      return new Served(ready, cost.microsEach(), server.memory().resident());
    }
  }

  private static String tokenOf(Installation installation) {
    try (JvmProcess server = installation.start(HEAP)) {
      return Installation.signedIn(server, 1).getFirst().access();
    }
  }

  private static void revoke(Path file, int count) {
    var sessions = new Sessions(Instant.now().minusSeconds(60), owner(file));
    SqliteFiles.insert(file, sessions, count, Sessions.State.REVOKED);
  }

  private static User owner(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM users LIMIT 1")) {
      row.next();
      ByteBuffer id = ByteBuffer.wrap(row.getBytes(1));
      User someone = Sessions.ofSomeone().owner();
      return User.create(
          new UserId(new UUID(id.getLong(), id.getLong())),
          someone.username(),
          someone.passwordHash(),
          someone.roles(),
          someone.createdAt());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
