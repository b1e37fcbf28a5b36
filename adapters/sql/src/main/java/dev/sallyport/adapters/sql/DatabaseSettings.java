package dev.sallyport.adapters.sql;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where the database is, and how many may read it at once.
///
/// @param url `jdbc:sqlite:` and the path of a file, nothing else ([#isUrl])
/// @param readers the connections for reading, 1 to 64; there is always one for writing
public record DatabaseSettings(String url, int readers) {

  /// Enough for two cores and a few slow disks.
  public static final int DEFAULT_READERS = 4;

  /// The most connections for reading.
  public static final int MOST_READERS = 64;

  private static final String SQLITE = "jdbc:sqlite:";

  /// @throws IllegalArgumentException if the url is none of ours or the readers are out of range
  public DatabaseSettings {
    if (!isUrl(url)) {
      throw new IllegalArgumentException("not jdbc:sqlite: and the path of a file");
    }
    if (readers < 1 || readers > MOST_READERS) {
      throw new IllegalArgumentException("readers out of range");
    }
  }

  /// The settings for a file, with the usual number of readers.
  ///
  /// @throws IllegalArgumentException if the path holds a `?`
  public static DatabaseSettings ofFile(Path file) {
    return new DatabaseSettings(SQLITE + file.toAbsolutePath(), DEFAULT_READERS);
  }

  /// Whether this is a url that [Database#open] takes: `jdbc:sqlite:` and the path of a file.
  ///
  /// The driver reads more into such a url than a path: `:memory:` and the empty name, which forget
  /// everything, `:resource:`, which fetches from the network, `file:` with its parameters, and
  /// settings behind a `?`, which would undo ours.
  public static boolean isUrl(String url) {
    if (!url.startsWith(SQLITE)) {
      return false;
    }
    String path = url.substring(SQLITE.length());
    if (path.isBlank()
        || path.startsWith(":")
        || path.regionMatches(true, 0, "file:", 0, 5)
        || path.indexOf('?') >= 0
        || path.endsWith("/")) {
      return false;
    }
    try {
      return Path.of(path).getFileName() != null;
    } catch (InvalidPathException notOfThisSystem) {
      return false;
    }
  }

  /// The file, as an absolute path.
  Path file() {
    return Path.of(url.substring(SQLITE.length())).toAbsolutePath();
  }
}
