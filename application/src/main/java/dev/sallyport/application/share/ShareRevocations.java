package dev.sallyport.application.share;

import dev.sallyport.application.port.Pause;
import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.RevocationCopy.Round;
import dev.sallyport.application.port.RevocationCopy.State;
import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.RevocationCounter.Count;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.RevocationLog.Revocations;
import dev.sallyport.application.port.RevocationSpread;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Keeps the shared copy of the revocations complete, valid, and never believed when it is not.
///
/// The database is the truth. It names the copy that may be believed, in the row whose number every
/// revoking transaction raises. Whoever makes a copy valid has read that row within the round whose
/// time it is valid for, and the copy had come to the number read there. So when [#spread] returns,
/// either the named copy has the revocation, or every validity given before its commit has lapsed.
///
/// A copy is built once, by the process that had it named, after all validities of earlier copies
/// have lapsed. One that has not been valid for a moment is never made valid again: the database may
/// have been exchanged meanwhile, and its numbers given out twice.
public final class ShareRevocations implements RevocationSpread {

  /// How often [#renew] is to be called.
  public static final Duration BETWEEN_RENEWALS = Duration.ofMillis(500);

  /// How long another process may take to build a copy.
  private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(5);

  /// How far apart the clocks of two nodes may be, when they judge what has ended.
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private static final int PAGE = 1_000;
  private static final int ROUND_BYTES = 16;
  private static final int MOST_ROUNDS_TO_FINISH = 5;

  private final RevocationCopy copy;
  private final RevocationCounter counter;
  private final RevocationLog log;
  private final WaitOutCopies waiting;
  private final Pause pause;
  private final SecretGenerator secrets;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  private volatile Optional<CopyId> named = Optional.empty();
  private Optional<CopyId> known = Optional.empty();
  private Optional<CopyId> awaited = Optional.empty();
  private long awaitedSince;
  private volatile SharedState state = SharedState.DATABASE_ONLY;
  private volatile long lag;
  private volatile long renewedAt;

  /// @param nanoTime as [System#nanoTime] has it
  public ShareRevocations(
      RevocationCopy copy,
      RevocationCounter counter,
      RevocationLog log,
      Pause pause,
      SecretGenerator secrets,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.copy = copy;
    this.counter = counter;
    this.log = log;
    this.waiting = new WaitOutCopies(counter, pause, nanoTime);
    this.pause = pause;
    this.secrets = secrets;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.renewedAt = nanoTime.getAsLong();
  }

  /// Where revocations are looked up now, as of the last renewal.
  public SharedState state() {
    return state;
  }

  /// The copy that the database has named when it was last asked. Another one, however valid, is that
  /// of another database.
  public Optional<CopyId> named() {
    return named;
  }

  /// By how many numbers the copy was behind the database at the last renewal.
  public long lag() {
    return lag;
  }

  /// How long ago this node has last made the copy valid, or was started.
  public Duration sinceRenewal() {
    return Duration.ofNanos(nanoTime.getAsLong() - renewedAt);
  }

  @Override
  public void spread(long number, Optional<CopyId> named) {
    waiting.spread(number, named, id -> has(id, number));
  }

  @Override
  public void spreadEarlier(long number) {
    waiting.spreadEarlier(number, id -> has(id, number));
  }

  /// Whether the copy has come to this number, if need be with what it lacks. The database is read
  /// after the copy, so that one which was restored to an earlier state is found out.
  private boolean has(CopyId id, long number) {
    try {
      State there = copy.state();
      // One that is not valid any more is to be built anew, however far behind it is.
      return isWhole(there, id) && there.valid() && catchUp(id, there).orElse(-1) >= number;
    } catch (StoreUnavailableException unknown) {
      return false;
    }
  }

  private static boolean isWhole(State there, CopyId id) {
    return there.whole() && there.copy().equals(Optional.of(id));
  }

  /// Brings the copy to the number of the database.
  ///
  /// @return the number of the copy then; empty if the database does not continue it
  private OptionalLong catchUp(CopyId id, State there) {
    long from = there.number();
    long read = from;
    while (true) {
      Instant past = past();
      Revocations page = log.after(read, past, PAGE);
      if (page.number() < read || !there.epoch().equals(Optional.of(page.epoch()))) {
        return OptionalLong.empty();
      }
      // Until the last page is there, the number would promise too much: a session whose number has
      // moved on from an earlier page is in a later one.
      long to = page.more() ? from : page.number();
      OptionalLong reached = copy.apply(id, from, to, page.entries(), past);
      if (reached.isEmpty() || !page.more()) {
        return reached;
      }
      read = page.number();
    }
  }

  private Instant past() {
    return clock.instant().minus(CLOCKS_APART);
  }

  /// Makes the copy valid for another while, or makes another one. To be called by one thread.
  ///
  /// @throws StoreUnavailableException if the copy or the database can't be reached
  public void renew() {
    SharedState next = SharedState.DATABASE_ONLY;
    try {
      if (renewed()) {
        next = SharedState.SHARED;
        renewedAt = nanoTime.getAsLong();
      }
    } finally {
      state = next;
    }
  }

  private boolean renewed() {
    Round round = round();
    State there = copy.open(round);
    Count now = count();
    lag = Math.max(0, now.number() - there.number());
    if (now.copy().isEmpty()) {
      return rebuilt(now);
    }
    CopyId id = now.copy().get();
    if (!isWhole(there, id)) {
      return isAbandoned(id) && rebuilt(now);
    }
    known = now.copy();
    if (!there.valid() || !there.epoch().equals(Optional.of(now.epoch()))) {
      return rebuilt(now);
    }
    OptionalLong reached =
        there.number() == now.number()
            ? OptionalLong.of(there.number())
            : now.number() < there.number() ? OptionalLong.empty() : catchUp(id, there);
    return reached.isEmpty()
        ? rebuilt(now)
        : reached.getAsLong() >= now.number() && copy.renew(id, now.number(), round);
  }

  /// Whether nobody can be expected to finish the copy that is named: it was whole already, or
  /// somebody has had time enough.
  private boolean isAbandoned(CopyId id) {
    if (known.equals(Optional.of(id))) {
      return true;
    }
    if (!awaited.equals(Optional.of(id))) {
      awaited = Optional.of(id);
      awaitedSince = nanoTime.getAsLong();
    }
    return nanoTime.getAsLong() - awaitedSince > PATIENCE_WITH_OTHERS.toNanos();
  }

  /// Has a new copy named and builds it. Whoever loses the naming leaves it to the other.
  private boolean rebuilt(Count seen) {
    var fresh = CopyId.create(secrets.bytes(CopyId.RANDOM_BYTES));
    if (!counter.name(seen.copy(), Optional.of(fresh)) || !pause.elapse(WaitOutCopies.LAPSE)) {
      return false;
    }
    // From here on no other copy is valid anywhere, nor becomes so while this one is named.
    FeedEpoch epoch = count().epoch();
    copy.begin(fresh, epoch);
    long number = 0;
    for (int attempt = 0; attempt < MOST_ROUNDS_TO_FINISH; attempt++) {
      Round round = round();
      copy.open(round);
      Count now = count();
      if (!now.copy().equals(Optional.of(fresh)) || !now.epoch().equals(epoch)) {
        return false;
      }
      OptionalLong added = added(fresh, epoch, number);
      if (added.isEmpty()) {
        return false;
      }
      number = added.getAsLong();
      if (copy.finish(fresh, number, round)) {
        known = Optional.of(fresh);
        lag = 0;
        return true;
      }
    }
    return false;
  }

  /// Adds all above a number to a copy that is being built.
  private OptionalLong added(CopyId fresh, FeedEpoch epoch, long number) {
    long read = number;
    while (true) {
      Revocations page = log.after(read, past(), PAGE);
      if (page.number() < read || !page.epoch().equals(epoch) || !copy.add(fresh, page.entries())) {
        return OptionalLong.empty();
      }
      read = page.number();
      if (!page.more()) {
        return OptionalLong.of(read);
      }
    }
  }

  private Count count() {
    Count now = counter.read();
    named = now.copy();
    return now;
  }

  private Round round() {
    return new Round(HexFormat.of().formatHex(secrets.bytes(ROUND_BYTES)));
  }
}
