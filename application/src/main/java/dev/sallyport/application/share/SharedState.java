package dev.sallyport.application.share;

/// Where this node looks revocations up.
public enum SharedState {
  /// Nothing is shared: in the database, as always.
  OFF,
  /// In the shared copy.
  SHARED,
  /// In the database, until the shared copy may be believed again.
  DATABASE_ONLY
}
