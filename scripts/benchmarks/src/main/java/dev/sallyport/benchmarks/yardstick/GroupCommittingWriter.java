package dev.sallyport.benchmarks.yardstick;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The least that a durable rotation on SQLite takes where many come at once: one thread, which puts
/// all that have queued up meanwhile into one transaction. On plain JDBC, with the pragmas of
/// `SqliteConnections`.
public final class GroupCommittingWriter implements AutoCloseable {

  private static final List<String> PRAGMAS =
      List.of(
          "synchronous = 2",
          "fullfsync = 1",
          "checkpoint_fullfsync = 1",
          "foreign_keys = 1",
          "trusted_schema = 0",
          "cell_size_check = 1",
          "secure_delete = 1",
          "wal_autocheckpoint = 4000",
          "temp_store = 2",
          "mmap_size = 0",
          "busy_timeout = 2000");

  private final Connection connection;
  private final BareRotation rotation;
  private final User owner;
  private final BlockingQueue<Asked> queue = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().name("bare writer").unstarted(this::work);

  private record Asked(Session seen, Session next, CompletableFuture<Boolean> done) {}

  private GroupCommittingWriter(Connection connection, BareRotation rotation, User owner) {
    this.connection = connection;
    this.rotation = rotation;
    this.owner = owner;
  }

  /// Opens a file that [dev.sallyport.adapters.sql.Database] has made.
  ///
  /// @param owner whose all sessions are
  public static GroupCommittingWriter open(Path file, User owner) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      for (String pragma : PRAGMAS) {
        statement.execute("PRAGMA " + pragma);
      }
    }
    var writer = new GroupCommittingWriter(connection, BareRotation.onSqlite(connection), owner);
    writer.thread.start();
    return writer;
  }

  /// Rotates a session, and returns when that is durable.
  public void rotate(Session seen, Session next) {
    var asked = new Asked(seen, next, new CompletableFuture<>());
    queue.add(asked);
    asked.done.join();
  }

  private void work() {
    List<Asked> group = new ArrayList<>();
    try (Statement transaction = connection.createStatement()) {
      while (true) {
        group.add(queue.take());
        queue.drainTo(group);
        transaction.execute("BEGIN IMMEDIATE");
        for (Asked one : group) {
          rotation.rotate(one.seen, one.next, owner);
        }
        transaction.execute("COMMIT");
        group.forEach(one -> one.done.complete(true));
        group.clear();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException e) {
      group.forEach(one -> one.done.completeExceptionally(e));
    }
  }

  @Override
  public void close() throws SQLException {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
