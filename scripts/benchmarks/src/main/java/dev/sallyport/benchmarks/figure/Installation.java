package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mindrot.jbcrypt.BCrypt;

/// An installation of the fat jar with some users, and no limits: those that are measured do in a
/// second what a user does in a day.
final class Installation {

  static final String PASSWORD = "correct-horse-battery-staple";

  /// So many that none gets to the end of the sessions that a user may have.
  private static final int USERS = 64;

  private static final Duration LONGEST_LOGIN = Duration.ofSeconds(60);

  private final Bench bench;
  private final Path directory;
  private final Map<String, String> settings;

  private Installation(Bench bench, Path directory, Map<String, String> settings) {
    this.bench = bench;
    this.directory = directory;
    this.settings = settings;
  }

  /// Makes one.
  ///
  /// @param algorithm by which access tokens are signed
  /// @param cost that of bcrypt, 10 to 14
  static Installation make(Bench bench, Path directory, String algorithm, int cost) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("SALLYPORT_LISTEN", "127.0.0.1:0");
    settings.put("SALLYPORT_ADMIN_LISTEN", "off");
    settings.put("SALLYPORT_ISSUER", "https://auth.example");
    settings.put("SALLYPORT_SIGNING_ALGORITHM", algorithm);
    settings.put("SALLYPORT_PASSWORD_BCRYPT_COST", Integer.toString(cost));
    settings.put("SALLYPORT_ACCESS_TTL", "1h");
    for (String limit :
        List.of(
            "LOGIN_PER_ADDRESS", "LOGIN_FAILURES", "REFRESH_PER_SESSION", "REFRESH_PER_ADDRESS")) {
      settings.put("SALLYPORT_LIMITS_" + limit, "0");
    }
    var made = new Installation(bench, directory, settings);
    try (JvmProcess _ = made.start()) {
      made.addUsers(cost);
    }
    return made;
  }

  private void addUsers(int cost) {
    String hash = BCrypt.hashpw(PASSWORD, BCrypt.gensalt(cost));
    String lines =
        IntStream.range(0, USERS)
            .mapToObj(i -> username(i) + ":" + hash)
            .collect(Collectors.joining("\n"));
    Path file = directory.resolve("users.txt");
    try {
      Files.writeString(file, lines);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      JvmProcess.run(command("user", "import", file.toString()), settings, directory, "");
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String username(int number) {
    return "visitor" + number;
  }

  private List<String> command(String... arguments) {
    List<String> command = bench.java("-jar", bench.jar().toString());
    command.addAll(List.of(arguments));
    return command;
  }

  Path directory() {
    return directory;
  }

  /// The SQLite file.
  Path database() {
    return directory.resolve("data/sallyport.db");
  }

  /// Starts its server.
  ///
  /// @param options for the JVM, behind the documented ones
  JvmProcess start(String... options) {
    List<String> command = bench.java(options);
    command.addAll(List.of("-jar", bench.jar().toString(), "serve"));
    return JvmProcess.start(command, settings, directory);
  }

  /// Visitors who are not signed in, each with an account of their own.
  static List<Visitor> visitors(JvmProcess server, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Visitor(server.address(), username(i % USERS)))
        .toList();
  }

  /// Visitors who have signed in.
  static List<Visitor> signedIn(JvmProcess server, int count) {
    List<Visitor> visitors = new ArrayList<>();
    // No more at a time than are hashed at a time: who waits for two seconds gets none. The first
    // login of a user who was imported is hashed twice.
    int cores = Runtime.getRuntime().availableProcessors();
    while (visitors.size() < count) {
      List<Visitor> some =
          IntStream.range(visitors.size(), Math.min(count, visitors.size() + cores))
              .mapToObj(i -> new Visitor(server.address(), username(i % USERS)))
              .toList();
      Load _ =
          ClosedLoop.run(
              server.address(),
              some.stream().map(Visitor::loggingIn).toList(),
              LONGEST_LOGIN,
              some.size());
      visitors.addAll(some);
    }
    return visitors;
  }
}
