package dev.sallyport.application.port;

import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The twin of the shared copy on a server: the same steps as the scripts, in plain words. It can be
/// emptied, started anew, and set back to an earlier state, as a replica that lags is.
public final class TwinServer implements RevocationCopy {

  private Data data = new Data();
  private int life = 1;
  private boolean replica;
  private Duration now = Duration.ZERO;

  /// All that it stores.
  private static final class Data {
    private Optional<CopyId> copy = Optional.empty();
    private Optional<FeedEpoch> epoch = Optional.empty();
    private long number;
    private int life;
    private boolean ready;
    private final Map<SessionId, Revocation> entries = new HashMap<>();
    private Optional<CopyId> valid = Optional.empty();
    private Duration validUntil = Duration.ZERO;
    private final Map<Round, Duration> rounds = new HashMap<>();

    private Data copied() {
      var other = new Data();
      other.copy = copy;
      other.epoch = epoch;
      other.number = number;
      other.life = life;
      other.ready = ready;
      other.entries.putAll(entries);
      other.valid = valid;
      other.validUntil = validUntil;
      other.rounds.putAll(rounds);
      return other;
    }
  }

  /// What a replica has of a server.
  public static final class Replica {
    private final Data data;

    private Replica(Data data) {
      this.data = data;
    }
  }

  /// What a replica would have now.
  public synchronized Replica replica() {
    return new Replica(data.copied());
  }

  /// A replica takes over with what it has.
  public synchronized void failOverTo(Replica lagging) {
    data = lagging.data.copied();
    life++;
  }

  /// Ends and starts with all its data, as from an append-only file.
  public synchronized void restart() {
    life++;
  }

  /// Forgets everything.
  public synchronized void flush() {
    data = new Data();
  }

  /// Becomes a replica, or a master again.
  public synchronized void follow(boolean asReplica) {
    if (replica && !asReplica) {
      life++;
    }
    replica = asReplica;
  }

  /// Loses the mark of validity alone, as by an eviction.
  public synchronized void evictValidity() {
    data.valid = Optional.empty();
  }

  /// Lets time pass.
  public synchronized void elapse(Duration time) {
    now = now.plus(time);
  }

  private boolean isValid(CopyId copy) {
    return data.valid.equals(Optional.of(copy)) && now.compareTo(data.validUntil) < 0;
  }

  private boolean isThere(CopyId copy) {
    return data.copy.equals(Optional.of(copy));
  }

  private boolean isWhole() {
    return data.ready && isOfThisLife();
  }

  private boolean isOfThisLife() {
    return !replica && data.life == life;
  }

  private Optional<Duration> endOf(Round round) {
    return Optional.ofNullable(data.rounds.get(round)).filter(end -> now.compareTo(end) < 0);
  }

  @Override
  public synchronized Optional<Revocation> look(CopyId copy, SessionId session) {
    return Optional.of(copy)
        .filter(this::isThere)
        .filter(this::isValid)
        .filter(_ -> isWhole())
        .map(_ -> data.entries.getOrDefault(session, Revocation.NONE));
  }

  @Override
  public synchronized State state() {
    return new State(
        data.copy, data.epoch, data.number, isWhole(), data.copy.filter(this::isValid).isPresent());
  }

  @Override
  public synchronized State open(Round round) {
    data.rounds.put(round, now.plus(VALIDITY));
    return state();
  }

  @Override
  public synchronized void begin(CopyId copy, FeedEpoch epoch) {
    if (!replica && !(isThere(copy) && isOfThisLife())) {
      var rounds = data.rounds;
      data = new Data();
      data.rounds.putAll(rounds);
      data.copy = Optional.of(copy);
      data.epoch = Optional.of(epoch);
      data.life = life;
    }
  }

  @Override
  public synchronized boolean add(CopyId copy, List<Entry> entries) {
    if (!isThere(copy)) {
      return false;
    }
    merge(entries);
    return true;
  }

  @Override
  public synchronized boolean finish(CopyId copy, long number, Round round) {
    Optional<Duration> end = endOf(round);
    if (end.isEmpty() || !isThere(copy) || !isOfThisLife()) {
      return false;
    }
    data.number = number;
    data.ready = true;
    data.valid = Optional.of(copy);
    data.validUntil = end.get();
    return true;
  }

  @Override
  public synchronized OptionalLong apply(
      CopyId copy, long from, long to, List<Entry> entries, Instant past) {
    if (!isThere(copy) || !isWhole() || data.number < from) {
      return OptionalLong.empty();
    }
    merge(entries);
    data.entries.values().removeIf(revocation -> revocation.until().isBefore(past));
    data.number = Math.max(data.number, to);
    return OptionalLong.of(data.number);
  }

  @Override
  public synchronized boolean renew(CopyId copy, long number, Round round) {
    Optional<Duration> end = endOf(round);
    if (end.isEmpty() || !isValid(copy) || !isThere(copy) || !isWhole() || data.number < number) {
      return false;
    }
    if (end.get().compareTo(data.validUntil) > 0) {
      data.validUntil = end.get();
    }
    return true;
  }

  private void merge(List<Entry> entries) {
    for (Entry entry : entries) {
      data.entries.merge(entry.session(), entry.revocation(), Revocation::and);
    }
  }
}
