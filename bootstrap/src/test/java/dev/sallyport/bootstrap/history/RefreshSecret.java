package dev.sallyport.bootstrap.history;

/// A refresh token as its client knows it.
///
/// @param generation of its session, 1 at login
/// @param text two texts are two tokens
public record RefreshSecret(int generation, String text) {

  @Override
  public String toString() {
    return "refresh token " + generation;
  }
}
