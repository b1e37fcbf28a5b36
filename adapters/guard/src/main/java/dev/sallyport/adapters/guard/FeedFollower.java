package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.guard.ServerFetch.Failed;
import dev.sallyport.adapters.guard.ServerFetch.Fetched;
import dev.sallyport.application.port.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/// Follows the revocation feed: asks for what is new, and lets the server hold the question until
/// something is (RFC 7240, section 4.3), so that a logout is felt at once.
final class FeedFollower implements AutoCloseable {

  private static final Logger LOG = System.getLogger("dev.sallyport.guard");

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /// Questions within the greatest staleness: two may fail before the third is too late.
  private static final int QUESTIONS = 3;

  /// What the answer may take beyond the wait that was asked for.
  private static final Duration TIMEOUT = KeyCache.TIMEOUT;

  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
  private static final Duration GREATEST_PAUSE = Duration.ofSeconds(5);

  private final ServerFetch fetch;
  private final FeedReader reader;
  private final KeyCache keys;
  private final FollowedRevocations revocations;
  private final String secret;
  private final Duration wait;
  private final InstantSource clock;
  private final RandomGenerator jitter;
  private final Thread thread;

  private int failures;
  private String lastFailure = "";

  FeedFollower(
      ServerFetch fetch,
      KeyCache keys,
      FollowedRevocations revocations,
      GuardSettings settings,
      String secret,
      InstantSource clock,
      RandomGenerator jitter) {
    this.fetch = fetch;
    this.reader = new FeedReader(keys.forFeeds(), settings.issuer());
    this.keys = keys;
    this.revocations = revocations;
    this.secret = secret;
    Duration third = Duration.ofSeconds(settings.maxStaleness().toSeconds() / QUESTIONS);
    this.wait = third.compareTo(LONGEST_WAIT) < 0 ? third : LONGEST_WAIT;
    this.clock = clock;
    this.jitter = jitter;
    this.thread = Thread.ofPlatform().daemon().name("sallyport-feed").unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void follow() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(step());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// Asks once.
  ///
  /// @return how long to pause before the next time
  Duration step() throws InterruptedException {
    String failure;
    Duration pause = Duration.ZERO;
    try {
      FeedProgress before = revocations.progress();
      Instant sentAt = clock.instant();
      failure = ask(before, sentAt);
      boolean idle =
          failure.isEmpty()
              && before.epoch().equals(revocations.progress().epoch())
              && before.number() == revocations.progress().number()
              && clock.instant().isBefore(sentAt.plus(wait.dividedBy(2)));
      if (idle) { // the server holds too many questions already, or does not hold any
        pause = upTo(LEAST_PAUSE.multipliedBy(2));
      }
    } catch (StoreUnavailableException noKeys) {
      failure = "the keys to check it could not be fetched";
    } catch (RuntimeException | Error | ExecutionException unforeseen) {
      // The thread must not die: nobody would follow any more.
      LOG.log(Level.ERROR, "following the revocations failed", unforeseen);
      failure = "unforeseen";
    }
    tell(failure);
    failures = failure.isEmpty() ? 0 : failures + 1;
    return failure.isEmpty() ? pause : upTo(LEAST_PAUSE.multipliedBy(1L << Math.min(failures, 3)));
  }

  /// @return what went wrong; empty if nothing did
  private String ask(FeedProgress before, Instant sentAt)
      throws InterruptedException, ExecutionException {
    var headers = new HashMap<>(Map.of("Authorization", "Bearer " + secret));
    boolean complete = before.epoch().isPresent() && before.completeAsOf().isPresent();
    if (complete) {
      headers.put("Prefer", "wait=" + wait.toSeconds());
    }
    String path =
        "/auth/revocations?after="
            + before.number()
            + before.epoch().map(epoch -> "&epoch=" + epoch).orElse("");
    return switch (fetch.get(path, headers, FeedReader.MAX_LENGTH, wait.plus(TIMEOUT)).get()) {
      case Failed(String why) -> why;
      case Fetched(var answer) -> take(answer.body(), sentAt);
    };
  }

  private String take(byte[] body, Instant sentAt) {
    Optional<Feed> feed = reader.read(body);
    if (feed.isEmpty()) {
      return "the answer is no feed of this issuer";
    }
    Optional<FeedProgress.Refusal> refusal = revocations.take(feed.get(), sentAt);
    if (refusal.isPresent()) {
      return "the feed is refused: " + refusal.get();
    }
    keys.follow(feed.get().kids(), sentAt);
    return "";
  }

  private Duration upTo(Duration most) {
    Duration bound = most.compareTo(GREATEST_PAUSE) < 0 ? most : GREATEST_PAUSE;
    return Duration.ofMillis(jitter.nextLong(LEAST_PAUSE.toMillis(), bound.toMillis() + 1));
  }

  /// Says each trouble once, and when it is over.
  private void tell(String failure) {
    if (!failure.equals(lastFailure)) {
      if (failure.isEmpty()) {
        LOG.log(Level.INFO, "the revocations are followed again");
      } else {
        LOG.log(Level.WARNING, "the revocations can''t be followed: {0}", failure);
      }
    }
    lastFailure = failure;
  }
}
