package dev.sallyport.bootstrap.history;

/// An access token as its client knows it.
///
/// @param generation of its session, when it was issued
/// @param text two texts are two tokens
public record AccessSecret(int generation, String text) {

  @Override
  public String toString() {
    return "access token " + generation;
  }
}
