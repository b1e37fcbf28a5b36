package dev.sallyport.benchmarks.load;

/// A server did not answer as it should have: what was measured is worth nothing.
public final class UnexpectedAnswerException extends RuntimeException {

  private static final long serialVersionUID = 1;
  private static final int SHOWN = 1_000;

  UnexpectedAnswerException(String why, Answer answer) {
    super(why + ": " + answer.text().substring(0, Math.min(SHOWN, answer.text().length())));
  }

  UnexpectedAnswerException(String why) {
    super(why);
  }
}
