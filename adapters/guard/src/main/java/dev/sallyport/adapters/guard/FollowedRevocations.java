package dev.sallyport.adapters.guard;

import dev.sallyport.application.port.RevocationList;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The revocations that the feed has told, in memory.
///
/// Entries of an older epoch stay until their time is over: they were true. Unlike the server's own
/// list, this may be behind by as much as [Freshness] permits.
final class FollowedRevocations implements RevocationList {

  private final Freshness freshness;
  private final InstantSource clock;
  private final ConcurrentHashMap<SessionId, Revocation> entries = new ConcurrentHashMap<>();
  private volatile FeedProgress progress = FeedProgress.NONE;

  FollowedRevocations(Freshness freshness, InstantSource clock) {
    this.freshness = freshness;
    this.clock = clock;
  }

  @Override
  public Revocation of(SessionId session) {
    if (!freshness.suffices(progress.completeAsOf(), clock.instant())) {
      throw new StoreUnavailableException("the revocations are not known, or no longer");
    }
    return entries.getOrDefault(session, Revocation.NONE);
  }

  /// How far it has come.
  FeedProgress progress() {
    return progress;
  }

  /// Takes an answer, unless the rules are against it. For one thread alone.
  ///
  /// @param sentAt when it was asked for
  /// @return why it was not taken
  Optional<FeedProgress.Refusal> take(Feed feed, Instant sentAt) {
    Instant now = clock.instant();
    Optional<FeedProgress.Refusal> refusal = progress.refusal(feed, now);
    if (refusal.isEmpty()) {
      entries.values().removeIf(revocation -> !now.isBefore(revocation.until()));
      for (Entry entry : feed.entries()) {
        entries.merge(entry.session(), entry.revocation(), Revocation::and);
      }
      progress = progress.with(feed, sentAt); // only once the entries are there
    }
    return refusal;
  }

  /// How many sessions are in memory.
  int size() {
    return entries.size();
  }
}
