package dev.sallyport.adapters.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A store is asked by one thread, and everybody is told at once.
class StoreWatchTest {

  private final AtomicBoolean up = new AtomicBoolean(true);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final StoreWatch watch =
      new StoreWatch(
          "the store",
          () -> {
            asked.incrementAndGet();
            return up.get();
          },
          nanos::get);

  @Test
  void it_tells_the_last_answer_however_often_it_is_asked() {
    watch.ask();
    up.set(false);
    for (int i = 0; i < 1_000; i++) {
      assertThat(watch.isUp()).isTrue();
    }
    watch.ask();

    assertThat(watch.isUp()).isFalse();
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_store_that_takes_too_long_is_down_until_it_answers() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var answered = new CountDownLatch(1);
    var slow =
        new StoreWatch(
            "the store",
            () -> {
              begun.countDown();
              try {
                answered.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return true;
            },
            nanos::get);
    Thread asking = Thread.ofPlatform().start(slow::ask);
    begun.await();

    assertThat(slow.isUp()).isTrue();
    nanos.addAndGet(StoreWatch.PATIENCE.plus(Duration.ofMillis(1)).toNanos());
    assertThat(slow.isUp()).isFalse();

    answered.countDown();
    asking.join();
    assertThat(slow.isUp()).isTrue();
  }

  @Test
  void each_change_is_one_line() {
    String lines =
        Captured.text(
            ServerLog.Format.PLAIN,
            () -> {
              for (boolean answer : new boolean[] {true, false, false, false, true, true}) {
                up.set(answer);
                watch.ask();
              }
            });

    assertThat(lines.lines().map(line -> line.replaceFirst("^\\S+ ", "")))
        .containsExactly(
            "WARN  StoreWatch: the store does not answer: what needs it is answered 503",
            "INFO  StoreWatch: the store answers again");
  }

  @Test
  void what_it_throws_is_down() {
    var broken =
        new StoreWatch(
            "the store",
            () -> {
              throw new AssertionError("a bug");
            },
            nanos::get);
    broken.ask();

    assertThat(broken.isUp()).isFalse();
  }
}
