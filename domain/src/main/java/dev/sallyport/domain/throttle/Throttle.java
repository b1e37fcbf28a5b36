package dev.sallyport.domain.throttle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How often something may be tried. A pure rule from what was counted so far to a [Decision]; who
/// keeps the tallies, and makes each step atomic, is a port's concern.
public sealed interface Throttle permits Limit, Backoff, Unlimited {

  /// How far apart two requests of one time have read the clock, at most. What was counted at an
  /// instant further ahead was counted before the clock was set back, and is forgotten: else it would
  /// be held against people until the clock is there again.
  Duration MOST_APART = Duration.ofMinutes(1);

  /// Counts one more, if it may be tried.
  ///
  /// @param seen what was counted so far; empty if nothing that still matters
  Decision debit(Optional<Tally> seen, Instant now);

  /// Takes one debit back: what was counted did not happen after all.
  ///
  /// @return empty if nothing is left to remember
  Optional<Tally> credit(Tally seen, Instant now);

  /// How much would be forgotten with this tally: 0 if nothing that still matters, and more the
  /// closer it is to refusing. A store that is full gives up the lightest first, so that a flood of
  /// new keys can't wash out the one that is being attacked.
  long weight(Tally seen, Instant now);
}
