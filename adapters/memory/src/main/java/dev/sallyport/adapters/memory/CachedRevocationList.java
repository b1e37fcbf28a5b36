package dev.sallyport.adapters.memory;

import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.RevocationLog.Revocations;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The revocations in memory, in front of the database's log of them, and never behind it.
///
/// Every call reads the log's mark. While it is the mark at which the memory was complete, nothing
/// has been committed since, and the memory answers. Otherwise the entries that are missing are
/// read first. The mark is read *before* the entries: what is committed in between is then read
/// twice, never missed.
///
/// Fails closed: when the log can't be read, the call throws, and everything in memory is
/// forgotten, since after an outage nobody knows what the marks of then are worth. A log of another
/// epoch, or whose numbers have gone back, was restored from a backup, and is read anew from its
/// beginning; so is one whose mark says that this may have happened while nobody asked.
public final class CachedRevocationList implements RevocationList {

  /// How many entries are looked at, besides two for each new one, to find out whether their time
  /// is over: so the memory can't grow for ever, and no call cleans up for long.
  private static final int SWEEP = 16;

  /// How many entries are read at a time.
  private static final int PAGE = 10_000;

  private final RevocationLog log;
  private final InstantSource clock;
  private final ReentrantLock refreshing = new ReentrantLock();

  /// Written under the lock, before the refresh that it counts reads anything.
  private volatile long begun;

  private volatile State state = new Unread(0);

  public CachedRevocationList(RevocationLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// What the memory is worth.
  private sealed interface State {
    /// The number of the refresh that this comes from.
    long refresh();
  }

  /// Nothing.
  private record Unread(long refresh) implements State {}

  /// Nothing, because the log could not be read.
  private record Lost(long refresh, StoreUnavailableException why) implements State {}

  /// Complete when the mark was read.
  private record Complete(
      long refresh,
      long mark,
      Optional<FeedEpoch> epoch,
      long number,
      ConcurrentHashMap<SessionId, Revocation> entries,
      Sweep sweep)
      implements State {}

  @Override
  public Revocation of(SessionId session) {
    long before = begun;
    long mark = readMark();
    Complete complete =
        state instanceof Complete known && known.mark == mark ? known : refreshed(before);
    return complete.entries.getOrDefault(session, Revocation.NONE);
  }

  /// The number of the last revocation that is in memory, or was; 0 if nothing is known now.
  public long number() {
    return state instanceof Complete complete ? complete.number : 0;
  }

  /// How many sessions are in memory now.
  public int size() {
    return state instanceof Complete complete ? complete.entries.size() : 0;
  }

  /// About how many callers wait for a refresh now.
  int waiting() {
    return refreshing.getQueueLength();
  }

  private long readMark() {
    try {
      return log.mark();
    } catch (StoreUnavailableException down) {
      refreshing.lock();
      try {
        state = new Lost(begun, down);
      } finally {
        refreshing.unlock();
      }
      throw down;
    }
  }

  /// One reads, and all who waited for it share what it found: any refresh that began after their
  /// call did knows everything that had been acknowledged by then.
  private Complete refreshed(long before) {
    refreshing.lock();
    try {
      if (state.refresh() <= before) {
        long refresh = begun + 1;
        begun = refresh;
        state = read(refresh);
      }
      return switch (state) {
        case Complete complete -> complete;
        case Lost(_, var why) ->
            throw new StoreUnavailableException("the revocations could not be read", why);
        case Unread(_) -> throw new IllegalStateException("a refresh leaves an answer or a reason");
      };
    } finally {
      refreshing.unlock();
    }
  }

  private State read(long refresh) {
    // Whatever goes wrong, a bug included: what was known is not known any more.
    State last = state;
    state = new Unread(refresh);
    try {
      long mark = log.mark();
      Instant now = clock.instant();
      Complete from =
          last instanceof Complete known && log.goesOn(known.mark, mark) ? known : nothing();
      return followed(refresh, mark, from, now);
    } catch (StoreUnavailableException down) {
      return new Lost(refresh, down);
    }
  }

  /// Reads page by page to the end. Another epoch, or numbers that went back: from the beginning.
  private Complete followed(long refresh, long mark, Complete known, Instant now) {
    Complete read = known;
    while (true) {
      Revocations page = log.after(read.number, now, PAGE);
      boolean goesOn = page.number() >= read.number && read.epoch.equals(Optional.of(page.epoch()));
      if (!goesOn && read.number > 0) {
        read = nothing();
        continue;
      }
      read = merged(refresh, mark, page, goesOn ? read : nothing(), now);
      if (!page.more()) {
        return read;
      }
    }
  }

  private static Complete nothing() {
    return new Complete(0, 0, Optional.empty(), 0, new ConcurrentHashMap<>(), new Sweep());
  }

  /// Readers of the old state may see new entries early: those are committed, and true.
  private static Complete merged(
      long refresh, long mark, Revocations more, Complete known, Instant now) {
    for (Entry entry : more.entries()) {
      known.entries.merge(entry.session(), entry.revocation(), Revocation::and);
    }
    known.sweep.go(known.entries, SWEEP + 2 * more.entries().size(), now);
    return new Complete(
        refresh, mark, Optional.of(more.epoch()), more.number(), known.entries, known.sweep);
  }

  /// Goes round the entries, a few steps at a time, and drops those that have nothing left to say.
  private static final class Sweep {
    private Iterator<Map.Entry<SessionId, Revocation>> rest = Collections.emptyIterator();

    void go(ConcurrentHashMap<SessionId, Revocation> entries, int steps, Instant now) {
      if (!rest.hasNext()) {
        rest = entries.entrySet().iterator();
      }
      for (int step = 0; step < steps && rest.hasNext(); step++) {
        var entry = rest.next();
        if (!now.isBefore(entry.getValue().until())) {
          entries.remove(entry.getKey(), entry.getValue());
        }
      }
    }
  }
}
