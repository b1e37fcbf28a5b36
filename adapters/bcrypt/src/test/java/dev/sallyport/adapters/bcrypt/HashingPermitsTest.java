package dev.sallyport.adapters.bcrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HashingPermitsTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final CountDownLatch hold = new CountDownLatch(1);

  @AfterEach
  void letEverybodyGo() {
    hold.countDown();
    callers.close();
  }

  @Test
  void work_runs_on_a_platform_thread_of_its_own_even_for_a_virtual_caller() throws Exception {
    try (var permits = new HashingPermits(1, LONG, SHORT);
        var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      var thread = virtual.submit(() -> permits.run(Thread::currentThread)).get();

      assertThat(thread).hasValueSatisfying(t -> assertThat(t.isVirtual()).isFalse());
      assertThat(thread).hasValueSatisfying(t -> assertThat(t.getName()).isEqualTo("hashing-1"));
    }
  }

  @Tag("ASVS-2.4.1")
  @Tag("ASVS-15.2.2")
  @Tag("ASVS-15.4.4")
  @Test
  void no_more_work_at_once_than_there_are_threads() throws Exception {
    try (var permits = new HashingPermits(2, LONG, SHORT)) {
      var now = new AtomicInteger();
      var most = new AtomicInteger();
      var done = new ArrayList<CompletableFuture<Optional<Integer>>>();
      for (int i = 0; i < 40; i++) {
        done.add(
            inBackground(
                permits,
                () -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  Thread.onSpinWait();
                  return now.decrementAndGet();
                }));
      }
      for (var each : done) {
        assertThat(each.get()).isPresent();
      }
      assertThat(most.get()).isLessThanOrEqualTo(2);
    }
  }

  @Tag("ASVS-2.4.1")
  @Tag("ASVS-15.2.2")
  @Test
  void who_has_no_turn_in_time_goes_away_and_its_work_is_never_done() throws Exception {
    try (var permits = new HashingPermits(1, SHORT, SHORT)) {
      var first = occupy(permits);
      var worked = new AtomicBoolean();

      assertThat(permits.run(() -> worked.getAndSet(true))).isEmpty();

      hold.countDown();
      assertThat(first.get()).isPresent();
      assertThat(permits.run(() -> "next")).contains("next");
      assertThat(worked).isFalse();
    }
  }

  @Tag("ASVS-15.2.2")
  @Test
  void who_cannot_have_a_turn_in_time_is_told_at_once() throws Exception {
    // Each piece takes 9 s, as far as one knows: two fit into a wait of 20 s.
    try (var permits = new HashingPermits(1, LONG, Duration.ofSeconds(9))) {
      var all = new ArrayList<>(List.of(occupy(permits)));
      all.add(inBackground(permits, () -> "second"));
      all.add(inBackground(permits, () -> "third"));
      while (permits.waiting() < 2) {
        Thread.onSpinWait();
      }
      long start = System.nanoTime();

      assertThat(permits.run(() -> "fourth")).isEmpty();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      hold.countDown();
      for (var each : all) {
        assertThat(each.get()).isPresent();
      }
    }
  }

  @Test
  void the_estimate_follows_what_the_work_really_takes() {
    try (var permits = new HashingPermits(1, LONG, Duration.ofSeconds(9))) {
      for (int i = 0; i < 100; i++) {
        assertThat(permits.run(() -> "quick")).isPresent();
      }
      assertThat(permits.mostWaiting()).isGreaterThan(100);
    }
  }

  @Test
  void one_for_each_thread_may_wait_however_slow_the_work() {
    try (var permits = new HashingPermits(3, SHORT, LONG)) {
      assertThat(permits.mostWaiting()).isEqualTo(3);
    }
  }

  @Test
  void an_interrupted_caller_gets_nothing_and_stays_interrupted() {
    try (var permits = new HashingPermits(1, LONG, SHORT)) {
      Thread.currentThread().interrupt();

      assertThat(permits.run(() -> "work")).isEmpty();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(permits.run(() -> "next")).contains("next");
    }
  }

  @Test
  void a_caller_interrupted_in_its_turn_leaves_no_permit_behind() throws Exception {
    try (var permits = new HashingPermits(1, LONG, SHORT)) {
      var began = new CountDownLatch(1);
      var result = new CompletableFuture<Optional<Boolean>>();
      Thread caller =
          Thread.ofPlatform()
              .start(() ->
                  result.complete(
                      permits.run(() -> {
                        began.countDown();
                        return await(hold);
                      })));
      began.await();

      caller.interrupt();

      assertThat(result.get()).isEmpty();
      hold.countDown();
      assertThat(permits.run(() -> "next")).contains("next");
    }
  }

  @Tag("ASVS-1.4.3")
  @Test
  void work_that_fails_gives_its_permit_back() {
    try (var permits = new HashingPermits(1, LONG, SHORT)) {
      assertThatThrownBy(() ->
              permits.run(() -> {
                throw new IllegalArgumentException("bad");
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("bad");
      assertThat(permits.run(() -> "next")).contains("next");
    }
  }

  @Test
  void nothing_runs_once_it_is_closed() {
    var permits = new HashingPermits(1, LONG, SHORT);
    permits.close();

    assertThat(permits.run(() -> "work")).isEmpty();
    assertThat(permits.run(() -> "work")).isEmpty();
  }

  private CompletableFuture<Optional<String>> occupy(HashingPermits permits) throws Exception {
    var began = new CountDownLatch(1);
    var done =
        inBackground(
            permits,
            () -> {
              began.countDown();
              return "first " + await(hold);
            });
    began.await();
    return done;
  }

  private <T> CompletableFuture<Optional<T>> inBackground(
      HashingPermits permits, Supplier<T> work) {
    return CompletableFuture.supplyAsync(() -> permits.run(work), callers);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
