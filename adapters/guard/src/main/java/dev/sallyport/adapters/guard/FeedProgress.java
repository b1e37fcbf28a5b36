package dev.sallyport.adapters.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far a guard has followed the feed, and which answer may come next.
///
/// @param epoch of the last answer taken; empty before the first
/// @param number of the last revocation that is known, in that epoch
/// @param issuedAt of the last answer taken
/// @param completeAsOf when the last answer that was not cut was *asked for*, by the guard's own
///     clock: nothing that was revoked before is unknown
record FeedProgress(
    Optional<String> epoch, long number, Instant issuedAt, Optional<Instant> completeAsOf) {

  /// Nothing is known.
  static final FeedProgress NONE =
      new FeedProgress(Optional.empty(), 0, Instant.EPOCH, Optional.empty());

  /// How far the server's clock may be from ours.
  private static final Duration SKEW = Duration.ofSeconds(30);

  /// Why an answer is not taken.
  enum Refusal {
    /// It is over: somebody kept it.
    EXPIRED,
    /// Issued later than our clock can be wrong. Taking it would refuse all that are in time.
    FROM_THE_FUTURE,
    /// Issued before the last one: somebody sends it again.
    OLDER,
    /// It begins above what is known, so an entry may be missing.
    GAP,
    /// It ends below what is known, within one epoch.
    BACKWARD,
    /// It promises more and brings nothing.
    NO_PROGRESS
  }

  /// Why this answer must not be taken now; empty if it may be.
  Optional<Refusal> refusal(Feed feed, Instant now) {
    long known = known(feed);
    if (!now.isBefore(feed.expiresAt().plus(SKEW))) {
      return Optional.of(Refusal.EXPIRED);
    }
    if (feed.issuedAt().isAfter(now.plus(SKEW))) {
      return Optional.of(Refusal.FROM_THE_FUTURE);
    }
    if (feed.issuedAt().isBefore(issuedAt)) {
      return Optional.of(Refusal.OLDER);
    }
    if (feed.after() > known) {
      return Optional.of(Refusal.GAP);
    }
    if (feed.number() < known) {
      return Optional.of(Refusal.BACKWARD);
    }
    return feed.more() && feed.number() == known
        ? Optional.of(Refusal.NO_PROGRESS)
        : Optional.empty();
  }

  /// Where the guard is once it has taken this answer.
  ///
  /// @param sentAt when the answer was asked for
  FeedProgress with(Feed feed, Instant sentAt) {
    return new FeedProgress(
        Optional.of(feed.epoch()),
        feed.number(),
        feed.issuedAt(),
        feed.more() || isLastOneAgain(feed) ? completeAsOf : Optional.of(sentAt));
  }

  /// A proxy that keeps answers may give the last one again, which says nothing about the time since.
  private boolean isLastOneAgain(Feed feed) {
    return completeAsOf.isPresent()
        && feed.issuedAt().equals(issuedAt)
        && epoch.equals(Optional.of(feed.epoch()))
        && feed.number() == number;
  }

  private long known(Feed feed) {
    return epoch.filter(feed.epoch()::equals).isPresent() ? number : 0;
  }
}
