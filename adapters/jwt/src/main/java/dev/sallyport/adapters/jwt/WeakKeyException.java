package dev.sallyport.adapters.jwt;

/// A key that must not sign or verify anything: the server does not start with it.
public final class WeakKeyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// @param message what is wrong with the key; never key material
  WeakKeyException(String message) {
    super(message);
  }
}
