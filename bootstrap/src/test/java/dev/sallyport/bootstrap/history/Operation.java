package dev.sallyport.bootstrap.history;

import java.time.Duration;

/// One request of one session's client, or of an operator, and what its sender knows of it.
///
/// @param session its name
/// @param node which server was asked
/// @param invoked when it was sent, since some moment
/// @param answered when the answer was there or the sender gave up, since the same moment
public record Operation(
    String session,
    String node,
    Duration invoked,
    Duration answered,
    Request request,
    Outcome outcome) {

  /// Whether its answer was there before the other was sent. What has none precedes nothing.
  boolean precedes(Operation other) {
    return !outcome.isUnknown() && answered.compareTo(other.invoked) < 0;
  }

  /// Whether it may have happened before the other one was over: it was under way by then. What
  /// nobody heard of again may happen at any time, and if that holds for the other one too, it is
  /// never over.
  boolean mayPrecede(Operation other) {
    return other.outcome.isUnknown() || invoked.compareTo(other.answered) < 0;
  }

  Duration took() {
    return answered.minus(invoked);
  }

  boolean isByOperator() {
    return request instanceof Request.End || request instanceof Request.GiveRoles;
  }

  @Override
  public String toString() {
    return "%d..%d ms %s at %s: %s -> %s"
        .formatted(invoked.toMillis(), answered.toMillis(), session, node, request, outcome);
  }
}
