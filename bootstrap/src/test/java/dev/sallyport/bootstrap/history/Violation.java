package dev.sallyport.bootstrap.history;

/// A rule that a history breaks.
///
/// @param by what must not have been answered so
/// @param because what it contradicts, in words
public record Violation(Rule rule, Operation by, String because) {

  @Override
  public String toString() {
    return rule + ": " + by + ", but " + because;
  }
}
