package dev.sallyport.bootstrap;

/// Something that an operator must see to before Sallyport can start. The message is one line for
/// them: what is wrong, where, and what to do; never a secret.
final class CannotStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotStartException(String message) {
    super(message);
  }

  CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
