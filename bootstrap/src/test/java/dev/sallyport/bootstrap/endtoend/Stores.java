package dev.sallyport.bootstrap.endtoend;

import java.nio.file.Path;

/// What a cluster may stand on.
enum Stores {
  /// One SQLite file.
  ONE_FILE,
  /// A PostgreSQL.
  POSTGRES,
  /// A PostgreSQL and a Redis.
  POSTGRES_AND_REDIS;

  Shared shared(Path directory) {
    return switch (this) {
      case ONE_FILE -> new SharedFile(directory);
      case POSTGRES -> new SharedServers(false);
      case POSTGRES_AND_REDIS -> new SharedServers(true);
    };
  }
}
