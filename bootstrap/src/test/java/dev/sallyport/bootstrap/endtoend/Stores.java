package dev.sallyport.bootstrap.endtoend;

import java.nio.file.Path;

/// What a cluster may stand on.
enum Stores {
  /// One SQLite file.
  ONE_FILE,
  /// A PostgreSQL.
  POSTGRES;

  Shared shared(Path directory) {
    return switch (this) {
      case ONE_FILE -> new SharedFile(directory);
      case POSTGRES -> new SharedServers();
    };
  }
}
