package dev.sallyport.application.port;

/// Whether the stores that an answer needs can be reached now.
@FunctionalInterface
public interface StoreHealth {

  /// Never throws, and answers within the time limits of the store.
  boolean isUp();
}
