package dev.sallyport.benchmarks.figure;

import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.Rotation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.SessionSalt;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/// Any number of sessions, each known by its number: what an installation has after some time.
final class Sessions {

  /// A browser's, whose length is what rows are long by.
  static final Client CLIENT =
      new Client(
          new ClientAddress("203.0.113.77"),
          "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");

  private static final String INSERT =
      """
      INSERT INTO sessions (
        id, user_id, root_number, salt, generation, rotated_at, rotation_key, rotated_by,
        user_agent, started_at, idle_until, ends_at, ended_at, end_cause, ended_by,
        least_generation, revoked_until, revocation_number, version)
      VALUES (?, ?, 1, ?, 1, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
      """;

  /// So that no log of a transaction grows for ever.
  private static final int ROWS_A_COMMIT = 50_000;

  private static final int LOGINS_A_MILLISECOND = 50;

  /// What becomes of the sessions that are put in.
  enum State {
    /// They can be refreshed.
    LIVE,
    /// They are past everything, and are to be purged.
    PAST,
    /// They have been ended, and their access tokens are refused.
    REVOKED
  }

  private final Instant start;
  private final User owner;

  /// @param start when the first of them began
  /// @param owner whose they all are
  Sessions(Instant start, User owner) {
    this.start = start;
    this.owner = owner;
  }

  /// Those of one user, begun a minute ago.
  static Sessions ofSomeone() {
    return new Sessions(
        Instant.now().minusSeconds(60),
        User.create(
            new UserId(new UUID(0x1111_2222_3333_4444L, 0x8555_6666_7777_8888L)),
            new Username("alice"),
            new PasswordHash("{bcrypt}$2a$12$" + "x".repeat(53)),
            Roles.NONE,
            Instant.parse("2026-01-01T00:00:00Z")));
  }

  User owner() {
    return owner;
  }

  /// The session of this number, in its first generation.
  Session first(int number) {
    Instant at = start.plusMillis(number / LOGINS_A_MILLISECOND);
    return Session.open(
        id(number),
        owner.id(),
        1,
        new SessionSalt(SecretBytes.copyOf(bytes(number, SessionSalt.LENGTH))),
        CLIENT,
        at,
        SessionPolicy.DEFAULT);
  }

  SessionId id(int number) {
    return SessionId.create(
        start.plusMillis(number / LOGINS_A_MILLISECOND), bytes(number, SessionId.RANDOM_BYTES));
  }

  private static byte[] bytes(int number, int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  /// A session after one more rotation.
  static Session rotated(Session seen, Instant now) {
    return new Session(
        seen.id(),
        seen.user(),
        seen.rootNumber(),
        seen.salt(),
        seen.generation() + 1,
        new Rotation(now, Optional.empty(), CLIENT),
        seen.startedAt(),
        seen.idleUntil(),
        seen.endsAt(),
        seen.end(),
        seen.revocation(),
        seen.version() + 1);
  }

  /// Puts the first so many into a database, as fast as it goes. Their owner is there already.
  ///
  /// @param connection in autocommit mode
  void insert(Connection connection, int count, State state) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (int number = 0; number < count; number++) {
        bind(insert, first(number), state, number + 1L);
        insert.addBatch();
        if (number % ROWS_A_COMMIT == ROWS_A_COMMIT - 1) {
          insert.executeBatch();
          connection.commit();
        }
      }
      insert.executeBatch();
    }
    if (state == State.REVOKED) {
      try (Statement counter = connection.createStatement()) {
        counter.executeUpdate("UPDATE revocation_counter SET last = last + " + count);
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void bind(PreparedStatement insert, Session session, State state, long revocationNumber)
      throws SQLException {
    Duration back =
        state == State.PAST ? SessionPolicy.DEFAULT.sessionMax().plusDays(1) : Duration.ZERO;
    insert.setBytes(1, session.id().bytes());
    insert.setBytes(2, bytes(owner.id()));
    insert.setBytes(3, session.salt().bytes().reveal());
    insert.setLong(4, session.startedAt().minus(back).toEpochMilli());
    insert.setString(5, CLIENT.address().text());
    insert.setString(6, CLIENT.userAgent());
    insert.setLong(7, session.startedAt().minus(back).toEpochMilli());
    insert.setLong(8, session.idleUntil().minus(back).toEpochMilli());
    insert.setLong(9, session.endsAt().minus(back).toEpochMilli());
    if (state == State.REVOKED) {
      insert.setLong(10, session.startedAt().toEpochMilli());
      insert.setString(11, "logout");
      insert.setString(12, CLIENT.address().text());
      insert.setInt(13, Integer.MAX_VALUE);
      insert.setLong(14, Instant.now().plusSeconds(3_600).toEpochMilli());
      insert.setLong(15, revocationNumber);
    } else {
      insert.setNull(10, Types.BIGINT);
      insert.setNull(11, Types.VARCHAR);
      insert.setNull(12, Types.VARCHAR);
      insert.setInt(13, 0);
      insert.setLong(14, 0);
      insert.setNull(15, Types.BIGINT);
    }
  }

  /// As the column `user_id` has it.
  static byte[] bytes(UserId id) {
    return ByteBuffer.allocate(16)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .array();
  }
}
