package dev.sallyport.application.port;

import dev.sallyport.domain.key.WrappedKeys;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every store in memory, under one lock: the fake that passes the same contracts as the database.
///
/// It can be taken down ([#takeDown]), and it can fail one write on either side of its commit, as a
/// lost connection does.
public final class InMemoryDatabase implements StoreHealth {

  /// What is to go wrong with the next write.
  public enum Fault {
    /// The write fails, and has not happened.
    BEFORE_COMMIT,
    /// The write fails, and has happened: the acknowledgement got lost.
    AFTER_COMMIT
  }

  private static final Comparator<Session> NEWEST_FIRST =
      Comparator.comparing(Session::startedAt)
          .thenComparing(session -> session.id().text())
          .reversed();

  private final Object lock = new Object();
  private final Map<SessionId, Session> sessionById = new HashMap<>();
  private final Map<SessionId, Long> revocationNumbers = new HashMap<>();
  private final Map<UserId, User> userById = new HashMap<>();
  private final Set<UserId> deleted = new HashSet<>();
  private WrappedKeys keys = WrappedKeys.NONE;
  private final Map<String, OAuthClient> clientById = new TreeMap<>();
  private FeedEpoch epoch = new FeedEpoch("the-first-epoch-of-all");
  private long revocationNumber;
  private long commits;
  private boolean down;
  private Optional<Fault> nextFault = Optional.empty();
  private Optional<CopyId> copy = Optional.empty();
  private volatile RevocationSpread spread = RevocationSpread.NONE;

  /// From now on every call throws, until [#bringUp].
  public void takeDown() {
    synchronized (lock) {
      down = true;
    }
  }

  /// Ends [#takeDown].
  public void bringUp() {
    synchronized (lock) {
      down = false;
    }
  }

  /// The next write goes wrong like this, and only that one.
  public void failNextWrite(Fault fault) {
    synchronized (lock) {
      nextFault = Optional.of(fault);
    }
  }

  @Override
  public boolean isUp() {
    synchronized (lock) {
      return !down;
    }
  }

  public SessionStore sessions() {
    return new Sessions();
  }

  public UserStore users() {
    return new Users();
  }

  public RevocationList revocationList() {
    return id -> read(() -> revocationOf(id));
  }

  public RevocationLog revocationLog() {
    return new Log();
  }

  public RevocationCounter revocationCounter() {
    return new Counter();
  }

  /// From now on what is revoked is spread like this.
  public void spreadBy(RevocationSpread by) {
    synchronized (lock) {
      spread = by;
    }
  }

  public OAuthClientStore oauthClients() {
    return new OAuthClients();
  }

  public KeyStore keys() {
    return new Keys();
  }

  private <T> T read(Supplier<T> body) {
    synchronized (lock) {
      if (down) {
        throw new StoreUnavailableException("the fake database is down");
      }
      return body.get();
    }
  }

  private <T> T write(Supplier<T> body) {
    long before;
    long after;
    Optional<CopyId> named;
    T result;
    synchronized (lock) {
      before = revocationNumber;
      result = committed(body);
      after = revocationNumber;
      named = copy;
    }
    if (after > before) {
      spread.spreadCommitted(after, named);
    }
    return result;
  }

  private <T> T committed(Supplier<T> body) {
    synchronized (lock) {
      if (down) {
        throw new StoreUnavailableException("the fake database is down");
      }
      Optional<Fault> fault = nextFault;
      nextFault = Optional.empty();
      if (fault.equals(Optional.of(Fault.BEFORE_COMMIT))) {
        throw new StoreUnavailableException("the fake database lost a write");
      }
      T result = body.get();
      commits++;
      if (fault.isPresent()) {
        throw new StoreUnavailableException("the fake database lost an acknowledgement");
      }
      return result;
    }
  }

  private Revocation revocationOf(SessionId id) {
    return Optional.ofNullable(sessionById.get(id))
        .map(Session::revocation)
        .orElse(Revocation.NONE);
  }

  private void put(Session next) {
    Session before = sessionById.put(next.id(), next);
    Revocation old = before == null ? Revocation.NONE : before.revocation();
    if (!old.equals(next.revocation())) {
      revocationNumber = commits + 1;
      revocationNumbers.put(next.id(), revocationNumber);
    }
  }

  private boolean isAt(Session seen) {
    Session stored = sessionById.get(seen.id());
    return stored != null && stored.version() == seen.version();
  }

  private boolean isAt(User seen) {
    User stored = userById.get(seen.id());
    return stored != null && stored.version() == seen.version();
  }

  private List<Session> liveOf(UserId user, Instant now) {
    return sessionById.values().stream()
        .filter(session -> session.user().equals(user))
        .filter(session -> session.end().isEmpty() && now.isBefore(session.endsAt()))
        .toList();
  }

  private final class Sessions implements SessionStore {
    @Override
    public Optional<Session> find(SessionId id) {
      Optional<Session> found = read(() -> Optional.ofNullable(sessionById.get(id)));
      found.flatMap(_ -> numberOf(id)).ifPresent(spread::spreadEarlier);
      return found;
    }

    private Optional<Long> numberOf(SessionId id) {
      return read(() -> Optional.ofNullable(revocationNumbers.get(id)));
    }

    @Override
    public Optional<List<Session>> open(
        Session opened,
        User owner,
        Optional<Replacement> replaced,
        UnaryOperator<List<Session>> displaced) {
      return write(() -> {
        if (!isAt(owner) || replaced.filter(r -> !isAt(r.seen())).isPresent()) {
          return Optional.empty();
        }
        replaced.ifPresent(r -> put(r.next()));
        List<Session> ended = displaced.apply(liveOf(owner.id(), opened.startedAt()));
        ended.forEach(InMemoryDatabase.this::put);
        put(opened);
        return Optional.of(ended);
      });
    }

    @Override
    public boolean replace(Session seen, Session next) {
      return write(() -> {
        if (!isAt(seen)) {
          return false;
        }
        put(next);
        return true;
      });
    }

    @Override
    public boolean replace(Session seen, Session next, User owner) {
      return write(() -> {
        if (!isAt(seen) || !isAt(owner)) {
          return false;
        }
        put(next);
        return true;
      });
    }

    @Override
    public List<Session> ofUser(UserId user, int mostOver, Instant now) {
      List<Session> found = listOf(user, mostOver, now);
      found.stream()
          .flatMap(session -> numberOf(session.id()).stream())
          .max(Comparator.naturalOrder())
          .ifPresent(spread::spreadEarlier);
      return found;
    }

    private List<Session> listOf(UserId user, int mostOver, Instant now) {
      return read(() -> {
        List<Session> live = liveOf(user, now);
        Stream<Session> over =
            sessionById.values().stream()
                .filter(session -> session.user().equals(user) && !live.contains(session))
                .sorted(NEWEST_FIRST)
                .limit(mostOver);
        return Stream.concat(live.stream(), over).sorted(NEWEST_FIRST).toList();
      });
    }

    @Override
    public List<Session> endAll(UserId user, Instant now, UnaryOperator<List<Session>> ended) {
      return write(() -> {
        List<Session> written = ended.apply(liveOf(user, now));
        written.forEach(InMemoryDatabase.this::put);
        return written;
      });
    }

    @Override
    public List<Session> live(Optional<SessionId> after, int atMost, Instant now) {
      return read(() ->
          sessionById.values().stream()
              .filter(session -> session.end().isEmpty() && now.isBefore(session.endsAt()))
              .filter(session ->
                  after.isEmpty() || session.id().text().compareTo(after.get().text()) > 0)
              .sorted(Comparator.comparing(session -> session.id().text()))
              .limit(atMost)
              .toList());
    }

    @Override
    public int purge(Instant now, int atMost) {
      return write(() -> {
        List<SessionId> gone =
            sessionById.values().stream()
                .filter(session -> !now.isBefore(session.endsAt()))
                .filter(session -> !now.isBefore(session.revocation().until()))
                .map(Session::id)
                .limit(atMost)
                .toList();
        gone.forEach(sessionById::remove);
        gone.forEach(revocationNumbers::remove);
        return gone.size();
      });
    }
  }

  private final class Users implements UserStore {
    @Override
    public Write add(User user) {
      return write(() -> {
        if (named(user.username()).isPresent()) {
          return Write.NAME_TAKEN;
        }
        userById.put(user.id(), user);
        return Write.DONE;
      });
    }

    @Override
    public List<User> addAll(List<User> users) {
      return write(() -> {
        List<User> added = users.stream().filter(user -> named(user.username()).isEmpty()).toList();
        added.forEach(user -> userById.put(user.id(), user));
        return added;
      });
    }

    private Optional<User> named(Username username) {
      return userById.values().stream()
          .filter(user -> user.username().equals(username))
          .findFirst();
    }

    @Override
    public Optional<User> find(UserId id) {
      return read(() -> Optional.ofNullable(userById.get(id)));
    }

    @Override
    public Optional<User> findByName(Username username) {
      return read(() -> named(username));
    }

    @Override
    public List<User> list(Optional<Username> after, int atMost) {
      return read(() ->
          userById.values().stream()
              .filter(user ->
                  after.isEmpty() || user.username().text().compareTo(after.get().text()) > 0)
              .sorted(Comparator.comparing(user -> user.username().text()))
              .limit(atMost)
              .toList());
    }

    @Override
    public Write replace(User seen, User next, Instant now, UnaryOperator<Session> onLiveSession) {
      return write(() -> {
        if (!isAt(seen)) {
          return Write.STALE;
        }
        if (named(next.username()).filter(user -> !user.id().equals(seen.id())).isPresent()) {
          return Write.NAME_TAKEN;
        }
        boolean newPassword = !next.passwordHash().equals(seen.passwordHash());
        PasswordHash stored = Objects.requireNonNull(userById.get(seen.id())).passwordHash();
        userById.put(next.id(), newPassword ? next : next.rehashed(stored));
        onLive(seen.id(), now, onLiveSession);
        return Write.DONE;
      });
    }

    @Override
    public boolean rehash(UserId id, PasswordHash verified, PasswordHash fresh) {
      return write(() -> {
        User stored = userById.get(id);
        if (stored == null || !stored.passwordHash().equals(verified)) {
          return false;
        }
        userById.put(id, stored.rehashed(fresh));
        return true;
      });
    }

    @Override
    public Write delete(User seen, Instant now, UnaryOperator<Session> onLiveSession) {
      return write(() -> {
        if (!isAt(seen)) {
          return Write.STALE;
        }
        userById.remove(seen.id());
        deleted.add(seen.id());
        onLive(seen.id(), now, onLiveSession);
        return Write.DONE;
      });
    }

    private void onLive(UserId id, Instant now, UnaryOperator<Session> change) {
      for (Session session : liveOf(id, now)) {
        Session next = change.apply(session);
        if (next.version() != session.version()) {
          put(next);
        }
      }
    }
  }

  private final class Log implements RevocationLog {
    @Override
    public long mark() {
      return read(() -> commits);
    }

    @Override
    public boolean goesOn(long earlier, long later) {
      return true;
    }

    @Override
    public Revocations after(long number, Instant now, int atMost) {
      return read(() -> {
        List<Entry> entries = new ArrayList<>();
        long last = number;
        for (var sameNumber : byNumber(number, now).entrySet()) {
          if (!entries.isEmpty() && entries.size() + sameNumber.getValue().size() > atMost) {
            return new Revocations(epoch, last, List.copyOf(entries), true);
          }
          entries.addAll(sameNumber.getValue());
          last = sameNumber.getKey();
        }
        return new Revocations(epoch, revocationNumber, List.copyOf(entries), false);
      });
    }

    private SortedMap<Long, List<Entry>> byNumber(long number, Instant now) {
      return revocationNumbers.entrySet().stream()
          .filter(numbered -> numbered.getValue() > number)
          .filter(numbered -> now.isBefore(revocationOf(numbered.getKey()).until()))
          .collect(
              Collectors.groupingBy(
                  Map.Entry::getValue,
                  TreeMap::new,
                  Collectors.mapping(
                      numbered -> new Entry(numbered.getKey(), revocationOf(numbered.getKey())),
                      Collectors.toList())));
    }

    @Override
    public void renewEpoch(FeedEpoch next) {
      write(() -> {
        epoch = next;
        return true;
      });
    }
  }

  private final class Counter implements RevocationCounter {
    @Override
    public Count read() {
      return InMemoryDatabase.this.read(() -> new Count(epoch, revocationNumber, copy));
    }

    @Override
    public boolean name(Optional<CopyId> seen, Optional<CopyId> next) {
      return write(() -> {
        if (!copy.equals(seen)) {
          return false;
        }
        copy = next;
        return true;
      });
    }
  }

  private final class OAuthClients implements OAuthClientStore {
    @Override
    public Optional<OAuthClient> find(OAuthClientId id) {
      return read(() -> Optional.ofNullable(clientById.get(id.text())));
    }

    @Override
    public boolean add(OAuthClient client) {
      return write(() -> clientById.putIfAbsent(client.id().text(), client) == null);
    }

    @Override
    public boolean remove(OAuthClientId id) {
      return write(() -> clientById.remove(id.text()) != null);
    }

    @Override
    public List<OAuthClient> all() {
      return read(() -> List.copyOf(clientById.values()));
    }
  }

  private final class Keys implements KeyStore {
    @Override
    public WrappedKeys all() {
      return read(() -> keys);
    }

    @Override
    public boolean replace(WrappedKeys seen, WrappedKeys next) {
      return write(() -> {
        if (!keys.equals(seen)) {
          return false;
        }
        keys = next;
        return true;
      });
    }
  }
}
