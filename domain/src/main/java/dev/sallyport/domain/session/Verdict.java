package dev.sallyport.domain.session;

/// What a presented generation means for its session (contract, section 2). Nothing has happened
/// yet: the caller commits what the verdict says, and judges again if the session moved meanwhile.
public sealed interface Verdict {

  /// The current generation: it is spent, and `next` stands for its successor.
  record Rotate(Session next) implements Verdict {}

  /// The previous generation, whose answer was lost: the same successor once more. Nothing is
  /// written.
  record Repeat(Session current) implements Verdict {}

  /// A spent generation: two parties hold the chain, so it ends for both.
  record Replay(Session ended) implements Verdict {}

  /// A generation that the database has not seen, though we issued it: the database lost its latest
  /// writes. The session goes on from there.
  record Ahead(Session next) implements Verdict {}

  /// A session that has ended or expired.
  record Refuse(Refusal why) implements Verdict {}
}
