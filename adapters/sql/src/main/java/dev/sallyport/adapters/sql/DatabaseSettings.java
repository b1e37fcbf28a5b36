package dev.sallyport.adapters.sql;

import dev.sallyport.domain.key.SecretBytes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Which database it is, and how it is reached.
public sealed interface DatabaseSettings {

  /// The most connections.
  int MOST_CONNECTIONS = 64;

  /// How people know it: the path, or the url without parameters.
  String name();

  /// A SQLite file.
  ///
  /// @param file absolute
  /// @param readers the connections for reading, 1 to 64; there is always one for writing
  record Sqlite(Path file, int readers) implements DatabaseSettings {

    /// Enough for two cores and a few slow disks.
    public static final int DEFAULT_READERS = 4;

    private static final String PREFIX = "jdbc:sqlite:";

    /// @throws IllegalArgumentException if the file can't be one, or the readers are out of range
    public Sqlite {
      if (parse(PREFIX + file).isEmpty()) {
        throw new IllegalArgumentException("not the path of a file");
      }
      file = file.toAbsolutePath();
      requireInRange(readers);
    }

    /// The file of a url: `jdbc:sqlite:` and the path of a file, nothing else; empty if it is not.
    ///
    /// The driver reads more into such a url than a path: `:memory:` and the empty name, which
    /// forget everything, `:resource:`, which fetches from the network, `file:` with its parameters,
    /// and settings behind a `?`, which would undo ours.
    public static Optional<Path> parse(String url) {
      if (!url.startsWith(PREFIX)) {
        return Optional.empty();
      }
      String path = url.substring(PREFIX.length());
      if (path.isBlank()
          || path.startsWith(":")
          || path.regionMatches(true, 0, "file:", 0, 5)
          || path.indexOf('?') >= 0
          || path.endsWith("/")) {
        return Optional.empty();
      }
      try {
        return Optional.of(Path.of(path)).filter(file -> file.getFileName() != null);
      } catch (InvalidPathException notOfThisSystem) {
        return Optional.empty();
      }
    }

    /// A file, with the usual number of readers.
    ///
    /// @throws IllegalArgumentException if the path holds a `?`
    public static Sqlite ofFile(Path file) {
      return new Sqlite(file, DEFAULT_READERS);
    }

    @Override
    public String name() {
      return file.toString();
    }
  }

  /// A PostgreSQL database.
  ///
  /// @param user the role that connects
  /// @param password its password; empty where the server asks for none
  /// @param connections how many, 1 to 64, beside one that only watches for revocations
  record Postgres(PostgresUrl url, String user, Optional<SecretBytes> password, int connections)
      implements DatabaseSettings {

    /// Enough for some thousand requests a second.
    public static final int DEFAULT_CONNECTIONS = 10;

    /// @throws IllegalArgumentException if the connections are out of range
    public Postgres {
      requireInRange(connections);
    }

    @Override
    public String name() {
      return url.name();
    }
  }

  private static void requireInRange(int connections) {
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException("connections out of range");
    }
  }
}
