package dev.sallyport.application.session;

import dev.sallyport.application.port.SessionStore;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Shows the sessions of one user: where they are signed in, and where they were.
public final class ListSessions {

  /// The most sessions that are shown of those that are over: somebody who signs in again and again
  /// leaves any number of them.
  public static final int MOST_OVER = 100;

  private final SessionStore sessions;
  private final InstantSource clock;

  public ListSessions(SessionStore sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /// A session as it is shown.
  ///
  /// @param expired whether it is over without having been ended: nobody used it for too long
  public record Listed(Session session, boolean expired) {}

  /// Every live session of a user, and the newest [#MOST_OVER] of those that are over and still
  /// remembered, the newest first.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the store is down
  public List<Listed> of(UserId user) {
    Instant now = clock.instant();
    List<Listed> listed = new ArrayList<>();
    int over = 0;
    for (Session session : sessions.ofUser(user, MOST_OVER, now)) {
      // To the store, one that nobody used for too long is like a live one.
      boolean isLive = session.isLive(now);
      over += isLive ? 0 : 1;
      if (isLive || over <= MOST_OVER) {
        listed.add(new Listed(session, !isLive && session.end().isEmpty()));
      }
    }
    return listed;
  }
}
