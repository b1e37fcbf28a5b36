package dev.sallyport.bootstrap.endtoend;

import java.net.URI;
import java.util.Optional;

/// One of several servers that do the same work. It may be down.
final class Node {

  private static final long PATIENCE_NANOS = 90_000_000_000L;

  private final String name;
  private final Program program;
  private volatile Optional<Server> server = Optional.empty();

  Node(String name, Program program) {
    this.name = name;
    this.program = program;
  }

  String name() {
    return name;
  }

  Program program() {
    return program;
  }

  /// Where it listens; empty while it is down.
  Optional<URI> url() {
    return server.map(Server::url);
  }

  /// The process that runs.
  Server server() {
    return server.orElseThrow();
  }

  /// Starts it, as a supervisor does: again and again, since it may find its stores down.
  void start() {
    long begun = System.nanoTime();
    while (server.isEmpty()) {
      try {
        server = Optional.of(program.serve());
      } catch (AssertionError notYet) {
        if (System.nanoTime() - begun > PATIENCE_NANOS) {
          throw notYet;
        }
      }
    }
  }

  /// `kill -9`.
  void kill() {
    Server killed = server();
    // Nobody is sent there any more, except those who are on their way.
    server = Optional.empty();
    killed.kill();
  }

  void close() {
    server.ifPresent(Server::close);
    server = Optional.empty();
  }
}
