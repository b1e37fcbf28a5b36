package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.endtoend.Program.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.mindrot.jbcrypt.BCrypt;

/// Several servers, each a process with a directory of its own, that share nothing but a database,
/// perhaps a Redis, and the master key.
final class Cluster implements AutoCloseable {

  /// The password of every user.
  static final String PASSWORD = "a long enough passphrase";

  private static final String MASTER_KEY = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final Path directory;
  private final Shared shared;
  private final List<Node> nodes;
  private final Program operator;

  private Cluster(Path directory, Shared shared, int size) {
    this.directory = directory;
    this.shared = shared;
    nodes =
        IntStream.range(0, size)
            .mapToObj(i -> new Node("node " + i, shared.joined(program("node" + i), i)))
            .toList();
    operator = shared.joined(program("operator"));
  }

  private Program program(String name) {
    try {
      return new Program(Files.createDirectory(directory.resolve(name)))
          .withWideLimits()
          .withQuickSignatures()
          .with("SALLYPORT_MASTER_KEY", MASTER_KEY)
          .with("SALLYPORT_SESSIONS_MAX_PER_USER", "1000");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Three of them, which start together in front of an empty database.
  static Cluster ofThree(Path directory, Shared shared) {
    return of(3, directory, shared);
  }

  /// So many of them.
  static Cluster of(int size, Path directory, Shared shared) {
    var cluster = new Cluster(directory, shared, size);
    cluster.start();
    return cluster;
  }

  /// Starts those that are down, together.
  void start() {
    together(nodes.stream().<Runnable>map(node -> node::start).toList());
  }

  /// Waits until every node looks revocations up in the Redis that they share, if there is one: it
  /// is filled first.
  void awaitRedis() {
    if (!shared.hasRedis()) {
      return;
    }
    Awaitility.await()
        .pollInterval(AGAIN)
        .atMost(PATIENCE)
        .until(() -> nodes.stream().allMatch(node -> looksUpInRedis(node.server())));
  }

  private static boolean looksUpInRedis(Server server) {
    List<String> said =
        server.log().stream()
            .filter(line -> line.contains("revocations are looked up in"))
            .toList();
    return !said.isEmpty() && said.getLast().contains("looked up in Redis");
  }

  private static void together(List<Runnable> tasks) {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> pending = new ArrayList<>();
      tasks.forEach(task -> pending.add(threads.submit(task)));
      for (Future<?> each : pending) {
        each.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  Node node(int number) {
    return nodes.get(number);
  }

  Shared shared() {
    return shared;
  }

  /// Somebody who talks to that node.
  Visitor at(int number) {
    return new Visitor(node(number).url().orElseThrow());
  }

  /// A command of the operator, whatever comes of it.
  Result run(String... arguments) {
    return operator.run("", arguments);
  }

  /// A command of the operator that has to succeed.
  String done(String... arguments) {
    Result result = run(arguments);
    assertThat(result.exit()).as("%s", result).isZero();
    return result.out();
  }

  /// Adds users with one command, and one hash for all of them.
  void addUsers(List<String> names) {
    String hash = BCrypt.hashpw(PASSWORD, BCrypt.gensalt(10));
    String lines =
        names.stream().map(name -> name + ":" + hash + ":reader\n").collect(Collectors.joining());
    try {
      Files.writeString(operator.directory().resolve("users.txt"), lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    done("user", "import", "users.txt");
  }

  /// All that any process of it has printed.
  String printed() {
    return nodes.stream().map(node -> node.program().printed()).collect(Collectors.joining())
        + operator.printed();
  }

  @Override
  public void close() {
    try (shared) {
      together(nodes.stream().<Runnable>map(node -> node::close).toList());
    }
  }
}
