package dev.sallyport.application.port;

import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Any session store, in which somebody else can act right after a session was found: what happens
/// between the read of one request and its write.
public final class MeddledSessionStore implements SessionStore {

  private final SessionStore store;
  private volatile Runnable afterFind = () -> {};

  public MeddledSessionStore(SessionStore store) {
    this.store = store;
  }

  /// Runs something after every session that is found.
  public void afterFind(Runnable other) {
    afterFind = other;
  }

  /// Runs something after the next session that is found, and then no more.
  public void afterFindOnce(Runnable other) {
    afterFind =
        () -> {
          afterFind = () -> {};
          other.run();
        };
  }

  @Override
  public Optional<Session> find(SessionId id) {
    Optional<Session> found = store.find(id);
    afterFind.run();
    return found;
  }

  @Override
  public Optional<List<Session>> open(
      Session opened,
      User owner,
      Optional<Replacement> replaced,
      UnaryOperator<List<Session>> displaced) {
    return store.open(opened, owner, replaced, displaced);
  }

  @Override
  public boolean replace(Session seen, Session next) {
    return store.replace(seen, next);
  }

  @Override
  public boolean replace(Session seen, Session next, User owner) {
    return store.replace(seen, next, owner);
  }

  @Override
  public List<Session> ofUser(UserId user, int mostOver, Instant now) {
    List<Session> found = store.ofUser(user, mostOver, now);
    afterFind.run();
    return found;
  }

  @Override
  public List<Session> endAll(UserId user, Instant now, UnaryOperator<List<Session>> ended) {
    return store.endAll(user, now, ended);
  }

  @Override
  public List<Session> live(Optional<SessionId> after, int atMost, Instant now) {
    return store.live(after, atMost, now);
  }

  @Override
  public int purge(Instant now, int atMost) {
    return store.purge(now, atMost);
  }
}
