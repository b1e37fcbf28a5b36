package dev.sallyport.bootstrap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a login that fails takes, over a real socket, whoever it is for.
///
/// What must be equal is shown by counting (`LoginWorkTest`, `BcryptPasswordHasherTest`); this looks
/// whether anything was left out of the count, and prints what it measured. What it asserts is wide
/// enough for a busy machine, and narrow enough for a path without its hash, which takes a tenth.
final class LoginTimingIT {

  private static final String PASSWORD = "a passphrase that takes its time";
  private static final String WRONG = "another passphrase of whoever it is";

  // Of PASSWORD, computed by libxcrypt, at a cost whose hash takes a thirty-second of ours.
  private static final String IMPORTED =
      "$2y$05$abcdefghijklmnopqrstuuTEhqzA/5bSf8trO9mPx1nriDJ2/ZEkK";

  private static final int SAMPLES = 60;

  /// Who is unlucky measures on: a busy neighbour evens out, a path that is shorter does not.
  private static final int MOST_TIMES = 3;

  private static final double TOLERANCE = 0.25;

  /// Every login is one of these, and fails.
  private enum Kind {
    UNKNOWN("nobody", WRONG),
    KNOWN("alice", WRONG),
    DISABLED("dora", PASSWORD),
    IMPORTED_AT_LOWER_COST("ivan", WRONG),
    IMPORTED_AND_TOO_LONG("ivan", PASSWORD + "x".repeat(73 - PASSWORD.length()));

    private final String name;
    private final String password;

    Kind(String name, String password) {
      this.name = name;
      this.password = password;
    }
  }

  @TempDir private Path directory;

  /// All that the server of this test is told besides what every test tells it.
  private Program program() {
    return new Program(directory).withWideLimits().with("SALLYPORT_LIMITS_LOGIN_FAILURES", "0");
  }

  @Test
  @Tag("T-17")
  @Tag("T-18")
  void a_failed_login_takes_the_same_time_whoever_it_is_for() throws Exception {
    Program program = program();
    for (String name : List.of("alice", "dora")) {
      assertThat(program.run(PASSWORD + "\n", "user", "add", name).exit()).isZero();
    }
    assertThat(program.run("", "user", "disable", "dora").exit()).isZero();
    Files.writeString(directory.resolve("users.txt"), "ivan:" + IMPORTED + ":ops\n");
    assertThat(program.run("", "user", "import", "users.txt").exit()).isZero();

    Map<Kind, List<Long>> nanos = new EnumMap<>(Kind.class);
    try (Server server = program.serve()) {
      var visitor = new Visitor(server.url());
      sample(visitor, 5, (_, _) -> {});
      for (int time = 0; time < MOST_TIMES && (time == 0 || !isEven(nanos)); time++) {
        sample(
            visitor,
            SAMPLES,
            (kind, took) -> nanos.computeIfAbsent(kind, _ -> new ArrayList<>()).add(took));
        print(nanos);
      }

      // The imported one was not spoilt by any of that, and gets a hash of ours.
      assertThat(storedHashOf("ivan")).isEqualTo("{bcrypt}" + IMPORTED);
      assertThat(visitor.logIn("ivan", PASSWORD).status()).isEqualTo(200);
      assertThat(storedHashOf("ivan")).startsWith("{bcrypt-hmac:1}$2a$10$");
      assertThat(visitor.logIn("ivan", PASSWORD).status()).isEqualTo(200);
    }

    assertThat(isEven(nanos)).as("the medians in the log").isTrue();
  }

  private static boolean isEven(Map<Kind, List<Long>> nanos) {
    return Arrays.stream(Kind.values())
        .allMatch(kind -> Math.abs(aboveKnown(nanos, kind)) <= TOLERANCE);
  }

  private static void print(Map<Kind, List<Long>> nanos) {
    for (Kind kind : Kind.values()) {
      System.out.printf(
          "login %s: median %.1f ms, %+.1f %% of a known user%n",
          kind, median(nanos, kind) / 1e6, 100 * aboveKnown(nanos, kind));
    }
  }

  private static double aboveKnown(Map<Kind, List<Long>> nanos, Kind kind) {
    return median(nanos, kind) / median(nanos, Kind.KNOWN) - 1;
  }

  /// So many logins of each kind, in an order that is another in every round.
  private static void sample(Visitor visitor, int rounds, ObjLongConsumer<Kind> took) {
    List<Kind> order = new ArrayList<>(Arrays.asList(Kind.values()));
    var random = new Random(17);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (Kind kind : order) {
        long start = System.nanoTime();
        int status = visitor.logIn(kind.name, kind.password).status();
        took.accept(kind, System.nanoTime() - start);
        assertThat(status).as(kind.name()).isEqualTo(401);
      }
    }
  }

  private static double median(Map<Kind, List<Long>> nanos, Kind kind) {
    List<Long> sorted = nanos.getOrDefault(kind, List.of()).stream().sorted().toList();
    int middle = sorted.size() / 2;
    return (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }

  private String storedHashOf(String name) throws Exception {
    Path database = directory.resolve("data").resolve("sallyport.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var query =
            connection.prepareStatement("SELECT password_hash FROM users WHERE username = ?")) {
      query.setString(1, name);
      try (var row = query.executeQuery()) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }
}
