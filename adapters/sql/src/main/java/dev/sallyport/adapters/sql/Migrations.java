package dev.sallyport.adapters.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The steps from an empty database to the one that this version works with. They only go forward,
/// and a database remembers the text of each by its SHA-256.
///
/// An older version goes on with a database that a newer one has brought up to date, so that several
/// nodes can be replaced one after the other: a step adds, and what it adds has a default. One that
/// takes something away, or changes what older versions read or write, says so by the line
/// [Migration#BREAKING] on top; older versions refuse the database from then on.
record Migrations(List<Migration> all) {

  /// One step.
  ///
  /// @param name starts with its number, such as `001_users.sql`
  /// @param sql statements, each ended by a semicolon
  record Migration(String name, String sql) {

    /// The first line of a step after which older versions can't go on.
    static final String BREAKING = "-- Breaks older versions.\n";

    /// Whether versions that do not know this step go on after it.
    boolean isAdditive() {
      return !sql.startsWith(BREAKING);
    }

    String sha256() {
      try {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
      }
    }
  }

  private static final List<String> NAMES =
      List.of(
          "001_users_sessions_keys.sql",
          "002_lives_of_signing_keys.sql",
          "003_feed_and_clients.sql",
          "004_password_versions.sql",
          "005_shared_copy.sql",
          "006_server_run.sql",
          "007_revocations_by_number.sql",
          "008_sessions_of_user_in_order.sql");

  /// Those for SQLite, as they lie in the jar.
  static Migrations ofSqlite() {
    return in("migrations/sqlite/");
  }

  /// Those for PostgreSQL, step by step the same.
  static Migrations ofPostgres() {
    return in("migrations/postgres/");
  }

  private static Migrations in(String directory) {
    return new Migrations(
        NAMES.stream().map(name -> new Migration(name, read(directory + name))).toList());
  }

  private static String read(String resource) {
    try (InputStream in = Migrations.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("not in the jar: " + resource);
      }
      // Whatever a checkout makes of line ends, the checksum stays.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new IllegalStateException("can't be read from the jar: " + resource, e);
    }
  }

  /// What a database remembers of a step.
  ///
  /// @param additive whether versions that do not know it go on
  record Applied(String name, String sha256, boolean additive) {}

  /// Those that a database has not seen yet: none if it has seen more.
  ///
  /// @param applied what it has seen, in the order of the names
  /// @throws DatabaseRefusedException if it was made by another text of a step, or by a newer
  ///     version after which this one can't go on
  List<Migration> pendingAfter(List<Applied> applied) {
    int known = Math.min(applied.size(), all.size());
    for (int i = 0; i < known; i++) {
      refuseUnlessSame(all.get(i), applied.get(i));
    }
    applied.stream()
        .skip(known)
        .filter(step -> !step.additive())
        .findFirst()
        .ifPresent(step -> {
          throw new DatabaseRefusedException(
              "the database was made by a newer version: it has "
                  + step.name()
                  + ", this version ends with "
                  + all.getLast().name());
        });
    return all.subList(known, all.size());
  }

  private static void refuseUnlessSame(Migration ours, Applied applied) {
    if (!ours.name().equals(applied.name()) || !ours.sha256().equals(applied.sha256())) {
      throw new DatabaseRefusedException(
          "the database was made by another text of " + ours.name() + " than this version has");
    }
  }
}
