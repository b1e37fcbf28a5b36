package dev.sallyport.application.port;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Any session store, behind a connection that can lose the next write, or its acknowledgement.
public final class LossySessionStore implements SessionStore {

  private final SessionStore store;
  private Optional<InMemoryDatabase.Fault> nextFault = Optional.empty();

  public LossySessionStore(SessionStore store) {
    this.store = store;
  }

  /// The next write goes wrong like this, and only that one.
  public void failNextWrite(InMemoryDatabase.Fault fault) {
    nextFault = Optional.of(fault);
  }

  /// No write goes wrong any more.
  public void heal() {
    nextFault = Optional.empty();
  }

  private <T> T write(Supplier<T> body) {
    Optional<InMemoryDatabase.Fault> fault = nextFault;
    nextFault = Optional.empty();
    if (fault.equals(Optional.of(InMemoryDatabase.Fault.BEFORE_COMMIT))) {
      throw new StoreUnavailableException("the write was lost");
    }
    T result = body.get();
    if (fault.isPresent()) {
      throw new StoreUnavailableException("the acknowledgement was lost");
    }
    return result;
  }

  @Override
  public Optional<Session> find(SessionId id) {
    return store.find(id);
  }

  @Override
  public Optional<List<Session>> open(
      Session opened,
      User owner,
      Optional<Replacement> replaced,
      UnaryOperator<List<Session>> displaced) {
    return write(() -> store.open(opened, owner, replaced, displaced));
  }

  @Override
  public boolean replace(Session seen, Session next) {
    return write(() -> store.replace(seen, next));
  }

  @Override
  public boolean replace(Session seen, Session next, User owner) {
    return write(() -> store.replace(seen, next, owner));
  }

  @Override
  public List<Session> ofUser(UserId user, int mostOver, Instant now) {
    return store.ofUser(user, mostOver, now);
  }

  @Override
  public List<Session> endAll(UserId user, Instant now, UnaryOperator<List<Session>> ended) {
    return write(() -> store.endAll(user, now, ended));
  }

  @Override
  public List<Session> live(Optional<SessionId> after, int atMost, Instant now) {
    return store.live(after, atMost, now);
  }

  @Override
  public int purge(Instant now, int atMost) {
    return write(() -> store.purge(now, atMost));
  }
}
