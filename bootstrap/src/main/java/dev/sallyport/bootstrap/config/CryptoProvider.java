package dev.sallyport.bootstrap.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Who computes the signatures of public keys.
public enum CryptoProvider {
  /// Amazon's provider where it can be used, else the JDK.
  AUTO,
  /// The JDK.
  JDK,
  /// Amazon's provider, or the server does not start.
  ACCP;

  static Optional<CryptoProvider> parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
