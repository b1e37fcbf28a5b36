package dev.sallyport.application.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.application.port.FeedIssuer;
import dev.sallyport.application.port.FeedIssuer.Feed;
import dev.sallyport.application.port.FeedIssuer.Keys;
import dev.sallyport.application.port.Pause;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.RevocationLog.Revocations;
import dev.sallyport.domain.session.FeedEpoch;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Reads the revocation feed, at once or when there is something new to read.
///
/// Whoever follows it names the number and the epoch of the last answer, and gets what came after.
/// Whoever names none, or one that is not ours, gets the whole list: the numbers of another epoch
/// count something else.
public final class ReadRevocations {

  /// The most entries of one answer.
  public static final int MOST_ENTRIES = 10_000;

  /// The longest that anybody waits.
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  /// The most who wait at once: each holds a thread of the server.
  public static final int MOST_WAITING = 32;

  /// How often is looked whether something was committed: a look takes a round trip at most.
  private static final Duration STEP = Duration.ofMillis(150);

  private static final int HASH_BYTES = 8;

  private final RevocationLog log;
  private final FeedIssuer issuer;
  private final Pause pause;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MOST_WAITING);

  public ReadRevocations(RevocationLog log, FeedIssuer issuer, Pause pause, InstantSource clock) {
    this.log = log;
    this.issuer = issuer;
    this.pause = pause;
    this.clock = clock;
  }

  /// Where a reader is.
  ///
  /// @param after the number of its last answer; 0 without
  /// @param epoch the epoch of its last answer
  public record Position(long after, Optional<FeedEpoch> epoch) {}

  /// What a reader gets.
  public static final class Reading {
    private final Feed feed;
    private final Keys keys;
    private final Instant at;

    private Reading(Feed feed, Keys keys, Instant at) {
      this.feed = feed;
      this.keys = keys;
      this.at = at;
    }

    /// Names what this says: the same name, the same revocations and keys.
    public String version() {
      return feed.epoch() + "." + feed.number() + '.' + hash(keys.kids());
    }

    /// The signed feed.
    public String sign() {
      return keys.sign(feed, at);
    }
  }

  /// Reads.
  ///
  /// @param patience how long to wait for something new, if there is nothing; as much of it as is
  ///     allowed, and none while too many wait already
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the store is down
  public Reading read(Position position, Duration patience) {
    Keys keys = issuer.keys();
    // Before the entries: what is committed in between is looked at twice, never missed.
    long mark = log.mark();
    Feed feed = feed(position);
    if (patience.isPositive() && hasNothingFor(position, feed) && places.tryAcquire()) {
      try {
        return await(position, feed, keys, mark, patience);
      } finally {
        places.release();
      }
    }
    return reading(feed, keys);
  }

  private Reading await(
      Position position, Feed first, Keys firstKeys, long firstMark, Duration patience) {
    Duration longest = patience.compareTo(LONGEST_WAIT) < 0 ? patience : LONGEST_WAIT;
    Feed feed = first;
    Keys keys = firstKeys;
    long mark = firstMark;
    for (long steps = longest.dividedBy(STEP); steps > 0 && pause.elapse(STEP); steps--) {
      keys = issuer.keys();
      long markNow = log.mark();
      if (markNow != mark) {
        mark = markNow;
        feed = feed(position);
      }
      if (!hasNothingFor(position, feed) || !keys.kids().equals(firstKeys.kids())) {
        break;
      }
    }
    return reading(feed, keys);
  }

  private Reading reading(Feed feed, Keys keys) {
    return new Reading(feed, keys, clock.instant());
  }

  /// Anything that moves the number is something, also if its entries have nothing left to say.
  private static boolean hasNothingFor(Position position, Feed feed) {
    return position.epoch().equals(Optional.of(feed.epoch())) && position.after() == feed.number();
  }

  private Feed feed(Position position) {
    Instant now = clock.instant();
    if (position.epoch().isPresent()) {
      Revocations later = log.after(position.after(), now, MOST_ENTRIES);
      // A reader that is ahead of the database has seen what a restored backup lost.
      if (position.epoch().get().equals(later.epoch()) && later.number() >= position.after()) {
        return feed(position.after(), later);
      }
    }
    return feed(0, log.after(0, now, MOST_ENTRIES));
  }

  private static Feed feed(long after, Revocations read) {
    return new Feed(read.epoch(), after, read.number(), read.more(), read.entries());
  }

  private static String hash(List<String> kids) {
    try {
      byte[] text = String.join(" ", kids).getBytes(US_ASCII);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }
}
