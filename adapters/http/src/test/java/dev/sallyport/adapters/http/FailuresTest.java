package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the log is told of failures.
final class FailuresTest {

  private final HttpLog log = HttpLog.read();
  private final AtomicLong nanos = new AtomicLong();
  private final Failures failures = new Failures(nanos::get);

  @AfterEach
  void stop() {
    log.close();
  }

  private Answer down(String requestId) {
    return failures.answerTo(
        new StoreUnavailableException(
            "sessions: find", new IOException("hunter2", new InterruptedException("hunter2"))),
        requestId);
  }

  @Test
  void a_store_that_is_down_is_one_line_a_second_without_places() {
    for (int request = 0; request < 1_000; request++) {
      assertThat(down("id-" + request).is(Problem.UNAVAILABLE)).isTrue();
    }
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    down("id-1000");

    assertThat(log.records())
        .satisfiesExactly(
            first -> {
              assertThat(first.getLevel()).isEqualTo(Level.WARNING);
              assertThat(first.getMessage())
                  .isEqualTo(
                      "request id-0 was answered 503: sessions: find: java.io.IOException, caused"
                          + " by java.lang.InterruptedException");
            },
            second ->
                assertThat(second.getMessage())
                    .startsWith("request id-1000 ")
                    .endsWith("; and 999 more before it"));
  }

  @Test
  void what_nobody_foresaw_is_told_in_full_each_time() {
    for (int request = 0; request < 3; request++) {
      assertThat(failures.answerTo(new IllegalStateException("hunter2"), "id").is(Problem.INTERNAL))
          .isTrue();
    }

    assertThat(log.records())
        .hasSize(3)
        .allSatisfy(record ->
            assertThat(record.getMessage())
                .contains("IllegalStateException", "FailuresTest")
                .doesNotContain("hunter2"));
  }
}
