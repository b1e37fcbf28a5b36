package dev.sallyport.application.key;

import dev.sallyport.application.port.KeyStore;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.key.WrappedRootSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The keys of an installation, open, and never more than [#LATEST] behind the database: whatever
/// process rotates or revokes a key, all follow. Thread-safe.
///
/// Fails closed: when the database can't be read in time, or holds a key that does not open, every
/// call throws [StoreUnavailableException].
public final class KeysInUse implements RootSecrets {

  /// From this age on, one caller reads the keys again while the others go on with what is known.
  private static final Duration SOON = Duration.ofMillis(500);

  /// Nothing older than this is used, whoever has to wait.
  static final Duration LATEST = Duration.ofMillis(1500);

  private final KeyStore store;
  private final MasterKey master;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile State state;

  /// Counts the reads. Written under the lock, before the read that it counts.
  private volatile long begun;

  /// Why the last read failed, if it did. Only for who has the lock.
  private Optional<StoreUnavailableException> lastFailure = Optional.empty();

  /// What is known since when.
  ///
  /// @param opened every signing key that was ever opened: its wrapping may change, it does not
  private record State(
      Instant readAt,
      WrappedKeys wrapped,
      Map<Integer, RootSecret> roots,
      RootSecret currentRoot,
      Map<KeyId, OpenSigningKey> opened,
      List<OpenSigningKey> ring) {}

  /// @param master every key in the store has to open under it
  KeysInUse(KeyStore store, MasterKey master, InstantSource clock) {
    this.store = store;
    this.master = master;
    this.clock = clock;
    this.state = read(clock.instant(), Map.of(), Map.of(), List.of());
  }

  @Override
  public RootSecret current() {
    return fresh().currentRoot;
  }

  @Override
  public Optional<RootSecret> byNumber(int number) {
    return Optional.ofNullable(fresh().roots.get(number));
  }

  /// The keys by which a token may be signed now: the one that signs first. The same list, as long
  /// as nothing has changed. Empty in an installation that never served.
  public List<OpenSigningKey> signing() {
    return fresh().ring;
  }

  /// Reads the keys now: for whoever has just changed them.
  public void follow() {
    reading.lock();
    try {
      state = read(clock.instant(), state.roots, state.opened, state.ring);
    } finally {
      reading.unlock();
    }
  }

  /// About how many callers wait for a read now.
  int waiting() {
    return reading.getQueueLength();
  }

  /// The keys as they were when they were last read. Asks nobody, so it tells also while the database
  /// is down: for whoever looks on, and decides nothing by it.
  public WrappedKeys lastRead() {
    return state.wrapped;
  }

  /// The keys as they are stored, as of this moment.
  public WrappedKeys stored() {
    return store.all();
  }

  private State fresh() {
    long before = begun;
    Instant now = clock.instant();
    State known = state;
    if (isYoung(known, now, SOON)) {
      return known;
    }
    if (isYoung(known, now, LATEST)) {
      return reading.tryLock() ? readLocked(before) : known;
    }
    reading.lock();
    return readLocked(before);
  }

  /// A clock that was set back makes nothing young.
  private static boolean isYoung(State known, Instant now, Duration age) {
    return !now.isBefore(known.readAt) && now.isBefore(known.readAt.plus(age));
  }

  /// One reads, and all who waited for it share what it found, a failure too: a database that does
  /// not answer takes seconds to fail, and in turn they would wait for minutes.
  private State readLocked(long before) {
    try {
      if (begun > before && lastFailure.isPresent()) {
        throw new StoreUnavailableException("keys: they could not be read", lastFailure.get());
      }
      // Read again: whoever held the lock may have finished a moment ago.
      Instant now = clock.instant();
      if (!isYoung(state, now, SOON)) {
        state = readOnce(state, now);
      }
      return state;
    } finally {
      reading.unlock();
    }
  }

  private State readOnce(State known, Instant now) {
    long read = begun + 1;
    begun = read;
    lastFailure = Optional.empty();
    try {
      return read(now, known.roots, known.opened, known.ring);
    } catch (StoreUnavailableException down) {
      lastFailure = Optional.of(down);
      throw down;
    }
  }

  private State read(
      Instant now,
      Map<Integer, RootSecret> knownRoots,
      Map<KeyId, OpenSigningKey> knownKeys,
      List<OpenSigningKey> knownRing) {
    WrappedKeys wrapped = store.all();
    Map<Integer, RootSecret> roots = new HashMap<>();
    for (WrappedRootSecret root : wrapped.roots()) {
      RootSecret known = knownRoots.get(root.number());
      roots.put(
          root.number(), known != null ? known : root.open(master).orElseThrow(this::foreign));
    }
    Map<KeyId, OpenSigningKey> opened = new HashMap<>();
    for (SigningKey key : wrapped.signing().newestFirst()) {
      OpenSigningKey known = knownKeys.get(key.id());
      opened.put(key.id(), known != null ? known : key.open(master).orElseThrow(this::foreign));
    }
    RootSecret current = roots.get(wrapped.newestRoot());
    if (current == null) {
      throw new StoreUnavailableException("keys: the root secrets are gone");
    }
    List<OpenSigningKey> ring =
        wrapped.signing().verifying(now).stream()
            .flatMap(key -> Optional.ofNullable(opened.get(key.id())).stream())
            .toList();
    return new State(
        now, wrapped, roots, current, opened, ring.equals(knownRing) ? knownRing : ring);
  }

  /// Another process has changed the master key, and then added a key: what it makes can't be
  /// verified here, so nothing is until this process is started with that master key too.
  private StoreUnavailableException foreign() {
    return new StoreUnavailableException(
        "keys: one was wrapped under another master key; start again with that one");
  }

  @Override
  public String toString() {
    return "KeysInUse[" + state.roots.keySet() + ", " + state.opened.keySet() + "]";
  }
}
