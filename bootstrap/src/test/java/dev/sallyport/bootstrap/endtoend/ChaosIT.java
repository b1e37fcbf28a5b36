package dev.sallyport.bootstrap.endtoend;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.history.Checker;
import dev.sallyport.bootstrap.history.Operation;
import dev.sallyport.bootstrap.history.Violation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes and everything that can break between them: what was acknowledged holds, nobody is
/// thrown out, and everybody is answered in time.
///
/// The system properties `chaos.seconds`, `chaos.seed` and `chaos.stores` say for how long, how and
/// on what; a seed that failed fails again, if the timing wants it too.
final class ChaosIT {

  private static final int SESSIONS = 200;

  /// Two seconds are asked of a quiet machine; this must hold on any. What waits for a link that is
  /// cut is found by OutagesIT.
  private static final Duration BOUND = Duration.ofSeconds(15);

  private static final Duration LASTS = Duration.ofSeconds(Long.getLong("chaos.seconds", 10));
  private static final long SEED = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));

  private static final Stores STORES =
      Stores.valueOf(System.getProperty("chaos.stores", Stores.POSTGRES_AND_REDIS.name()));

  @TempDir private Path directory;

  @Test
  @Tag("N-05")
  @Timeout(3_600)
  void nothing_acknowledged_is_lost_and_nobody_is_thrown_out() throws Exception {
    try (var cluster = Cluster.ofThree(directory, STORES.shared(directory))) {
      var chaos = new Chaos(cluster, SEED, LASTS, SESSIONS, BOUND);
      chaos.run();

      List<Operation> history = chaos.history();
      System.out.println(summary(chaos));
      List<Violation> violations = new Checker(BOUND, Duration.ofMinutes(15)).check(history);
      assertThat(violations).as(() -> "seed " + SEED + '\n' + told(chaos, violations)).isEmpty();
      assertThat(cluster.printed())
          .as("nobody was ahead of the database, and nothing was unforeseen")
          .doesNotContain("session_ahead", "OutOfMemoryError");
    }
  }

  private static String summary(Chaos chaos) {
    var kinds = new TreeMap<String, List<Operation>>();
    for (Operation operation : chaos.history()) {
      kinds
          .computeIfAbsent(operation.request().getClass().getSimpleName(), _ -> new ArrayList<>())
          .add(operation);
    }
    return "seed "
        + SEED
        + ", "
        + chaos.events().size()
        + " events\n"
        + kinds.entrySet().stream()
            .map(kind ->
                kind.getKey() + ": " + times(kind.getValue()) + ' ' + outcomes(kind.getValue()))
            .collect(joining("\n"))
        + slowest(chaos);
  }

  /// The slowest answer, and what went wrong meanwhile and shortly before.
  private static String slowest(Chaos chaos) {
    Operation slowest =
        Collections.max(
            chaos.history().stream()
                .filter(operation -> !operation.node().equals("operator"))
                .toList(),
            Comparator.comparing(operation -> operation.answered().minus(operation.invoked())));
    long from = slowest.invoked().minusSeconds(5).toMillis();
    long to = slowest.answered().toMillis();
    return chaos.events().stream()
        .filter(event -> at(event) >= from && at(event) <= to)
        .collect(
            joining(
                "\n  ",
                "\nThe slowest: %s, from %d to %d ms%n  "
                    .formatted(slowest.request(), slowest.invoked().toMillis(), to),
                ""));
  }

  private static long at(String event) {
    return Long.parseLong(event.substring(0, event.indexOf(' ')));
  }

  private static String times(List<Operation> operations) {
    List<Long> millis =
        operations.stream()
            .map(operation -> operation.answered().minus(operation.invoked()).toMillis())
            .sorted()
            .toList();
    return "%d, median %d ms, 99th percentile %d ms, slowest %d ms"
        .formatted(
            millis.size(),
            millis.get(millis.size() / 2),
            millis.get(millis.size() * 99 / 100),
            millis.getLast());
  }

  private static String outcomes(List<Operation> operations) {
    return operations.stream()
        .map(operation -> operation.outcome().toString())
        .map(text -> text.replaceAll("(?s)(Tokens|Accepted|NoAnswer)\\[.*", "$1"))
        .collect(groupingBy(text -> text, TreeMap::new, counting()))
        .toString();
  }

  /// The first few, with all that happened to their sessions, and what went wrong meanwhile.
  private static String told(Chaos chaos, List<Violation> violations) {
    String stories =
        violations.stream()
            .map(violation -> violation.by().session())
            .distinct()
            .limit(3)
            .map(session ->
                chaos.history().stream()
                    .filter(operation -> operation.session().equals(session))
                    .map(Operation::toString)
                    .collect(joining("\n", session + "\n", "\n")))
            .collect(joining("\n"));
    return String.join("\n", chaos.events()) + '\n' + stories;
  }
}
