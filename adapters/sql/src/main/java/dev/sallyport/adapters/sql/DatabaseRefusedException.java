package dev.sallyport.adapters.sql;

/// The database can't be used as it is, and will not be until an operator does something about it:
/// the start ends with the message, which names the file and says what to do.
public final class DatabaseRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseRefusedException(String message) {
    super(message);
  }

  DatabaseRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
