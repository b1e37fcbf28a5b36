package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.JwsGate.VerificationKey;
import dev.sallyport.adapters.guard.ServerFetch.Failed;
import dev.sallyport.adapters.guard.ServerFetch.Fetched;
import dev.sallyport.adapters.guard.ServerFetch.Outcome;
import dev.sallyport.adapters.jwt.PublicKeys;
import dev.sallyport.application.port.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The server's public keys, fetched when they are needed and kept for a while.
///
/// A key that nobody knows makes everybody wait for one fetch, so fetches are bounded: one at a
/// time, and whoever comes within some seconds of the last one gets what that one found. An answer
/// that is not a good set of keys is an outage; through outages the old keys stay for a day.
final class KeyCache implements KeyLookup {

  /// How long keys are kept that can't be fetched anew.
  static final Duration MAX_OUTAGE = Duration.ofDays(1);

  /// How long any request waits for keys.
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Logger LOG = System.getLogger("dev.sallyport.guard");
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  /// Anybody can name an unknown key.
  private static final Duration APART_FOR_TOKENS = Duration.ofSeconds(5);

  /// A follower paces itself, and must not be held up by tokens with unknown keys.
  private static final Duration APART_FOR_FEEDS = Duration.ofSeconds(1);

  /// Caches on the way may keep the keys for minutes, and a key that replaces a revoked one signs at
  /// once, the feed first of all.
  private static final Map<String, String> UNCACHED = Map.of("Cache-Control", "no-cache");

  private static final Pattern CACHE_MAX_AGE =
      Pattern.compile("(?:^|[ ,])max-age=([0-9]{1,9})(?:$|[ ,])", Pattern.CASE_INSENSITIVE);

  private final ServerFetch fetch;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable Cached cached;

  /// The keys that a feed no longer lists: an older answer must not bring them back.
  private volatile Set<String> gone = Set.of();

  private Set<String> listed = Set.of();
  private @Nullable Instant begun;
  private CompletableFuture<Boolean> last = CompletableFuture.completedFuture(false);

  KeyCache(ServerFetch fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  private record Cached(PublicKeys keys, Instant arrivedAt, Duration maxAge) {}

  /// The key of a token.
  ///
  /// @throws StoreUnavailableException if it can't be said whether there is such a key
  @Override
  public Optional<? extends VerificationKey> byKid(String kid) {
    return byKid(kid, APART_FOR_TOKENS);
  }

  /// The same keys, for feeds.
  KeyLookup forFeeds() {
    return kid -> byKid(kid, APART_FOR_FEEDS);
  }

  private Optional<? extends VerificationKey> byKid(String kid, Duration apart) {
    if (gone.contains(kid)) {
      return Optional.empty();
    }
    Cached now = cached;
    Optional<? extends VerificationKey> known = in(now, kid);
    if (known.isPresent() && !isOld(now)) {
      return known;
    }
    CompletableFuture<Boolean> fetched = begin(apart);
    // The fetch may be done already: it is the keys we know this one from whose age counts.
    if (known.isPresent() && !isOverdue(now)) {
      return known; // nobody waits
    }
    boolean upToDate = fetched.join();
    Optional<? extends VerificationKey> found = in(cached, kid);
    if (found.isEmpty() && !upToDate) {
      throw new StoreUnavailableException("the server's keys can't be fetched");
    }
    return found;
  }

  /// Drops the keys that the server no longer lists, and fetches those that are new.
  ///
  /// @param kids as an accepted feed lists them
  /// @param sentAt when that feed was asked for: keys that arrived later may be newer than it
  void follow(Set<String> kids, Instant sentAt) {
    lock.lock();
    try {
      Cached now = cached;
      var dropped = new HashSet<>(gone);
      dropped.addAll(listed);
      if (now != null && !now.arrivedAt.isAfter(sentAt)) {
        dropped.addAll(now.keys.kids());
      }
      dropped.removeAll(kids);
      gone = Set.copyOf(dropped);
      listed = Set.copyOf(kids);
      if (now == null || !now.keys.kids().containsAll(kids)) {
        var _ = begin(APART_FOR_FEEDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private Optional<? extends VerificationKey> in(@Nullable Cached now, String kid) {
    KeyLookup keys = now == null || age(now).compareTo(MAX_OUTAGE) > 0 ? PublicKeys.NONE : now.keys;
    return keys.byKid(kid);
  }

  private boolean isOld(@Nullable Cached now) {
    // A clock that was set back must not keep them young.
    return now == null || age(now).isNegative() || age(now).compareTo(now.maxAge) >= 0;
  }

  /// Where nobody asked for long, nothing was fetched: the key may have been revoked since.
  private boolean isOverdue(@Nullable Cached now) {
    return now == null || age(now).compareTo(MAX_AGE.multipliedBy(2)) > 0;
  }

  private Duration age(Cached keys) {
    return Duration.between(keys.arrivedAt, clock.instant());
  }

  /// The fetch that runs, or was begun less than so long ago, or else a new one. It completes in
  /// any case, with whether there were keys to be had.
  private CompletableFuture<Boolean> begin(Duration apart) {
    lock.lock();
    try {
      Instant now = clock.instant();
      boolean tooSoon = begun != null && !now.isBefore(begun) && now.isBefore(begun.plus(apart));
      if (last.isDone() && !tooSoon) {
        begun = now;
        last =
            fetch
                .get("/.well-known/jwks.json", UNCACHED, PublicKeys.MAX_BYTES, TIMEOUT)
                .thenApply(this::take);
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  private boolean take(Outcome outcome) {
    return switch (outcome) {
      case Failed(String why) -> refuse(why);
      case Fetched(var answer) -> {
        Optional<PublicKeys> keys = PublicKeys.parse(answer.body());
        if (keys.isEmpty()) {
          yield refuse("not a good JWK Set");
        }
        Duration maxAge =
            answer.headers().firstValue("Cache-Control").map(KeyCache::maxAge).orElse(MAX_AGE);
        cached = new Cached(keys.get(), clock.instant(), maxAge);
        yield true;
      }
    };
  }

  private static boolean refuse(String why) {
    LOG.log(Level.WARNING, "the server''s keys could not be fetched: {0}", why);
    return false;
  }

  private static Duration maxAge(String cacheControl) {
    Matcher stated = CACHE_MAX_AGE.matcher(cacheControl);
    if (!stated.find()) {
      return MAX_AGE;
    }
    var age = Duration.ofSeconds(Long.parseLong(stated.group(1)));
    return age.compareTo(MAX_AGE) < 0 ? age : MAX_AGE;
  }
}
