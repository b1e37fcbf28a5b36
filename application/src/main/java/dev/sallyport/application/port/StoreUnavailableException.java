package dev.sallyport.application.port;

/// A store can't be read or written now. Nobody nearby can do anything about it: the edge answers
/// 503, and what was asked for has not been acknowledged.
public sealed class StoreUnavailableException extends RuntimeException
    permits RevocationNotSpreadException {

  private static final long serialVersionUID = 1L;

  /// @param message which store, and what was tried; for the log alone, without values
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /// @param message which store, and what was tried; for the log alone, without values
  public StoreUnavailableException(String message) {
    super(message);
  }
}
