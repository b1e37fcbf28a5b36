package dev.sallyport.application.port;

/// The source of everything that must not be guessed. Thread-safe.
@FunctionalInterface
public interface SecretGenerator {

  /// Fresh bytes from a cryptographically strong generator.
  ///
  /// @param count how many, at least 1
  byte[] bytes(int count);
}
