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

  private static final int SAMPLES = 100;

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
      sample(visitor, 5);
      nanos.putAll(sample(visitor, SAMPLES));

      // The imported one was not spoilt by any of that, and gets a hash of ours.
      assertThat(storedHashOf("ivan")).isEqualTo("{bcrypt}" + IMPORTED);
      assertThat(visitor.logIn("ivan", PASSWORD).status()).isEqualTo(200);
      assertThat(storedHashOf("ivan")).startsWith("{bcrypt-hmac:1}$2a$10$");
      assertThat(visitor.logIn("ivan", PASSWORD).status()).isEqualTo(200);
    }

    double known = median(nanos, Kind.KNOWN);
    for (Kind kind : Kind.values()) {
      double ratio = median(nanos, kind) / known;
      System.out.printf(
          "login %s: median %.1f ms, %+.1f %% of a known user%n",
          kind, median(nanos, kind) / 1e6, 100 * (ratio - 1));
      assertThat(ratio).as(kind.name()).isBetween(0.75, 1.25);
    }
  }

  /// So many logins of each kind, in an order that is another in every round.
  private static Map<Kind, List<Long>> sample(Visitor visitor, int rounds) {
    Map<Kind, List<Long>> nanos = new EnumMap<>(Kind.class);
    List<Kind> order = new ArrayList<>(Arrays.asList(Kind.values()));
    var random = new Random(17);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (Kind kind : order) {
        long start = System.nanoTime();
        int status = visitor.logIn(kind.name, kind.password).status();
        long took = System.nanoTime() - start;
        assertThat(status).as(kind.name()).isEqualTo(401);
        nanos.computeIfAbsent(kind, _ -> new ArrayList<>()).add(took);
      }
    }
    return nanos;
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
