package dev.sallyport.domain.key;

import java.util.List;
import java.util.Optional;

/// The root secrets of an installation. New sessions and hashes use the one with the highest
/// number; older ones stay for what was made with them. Thread-safe.
public interface RootSecrets {

  /// The one for everything new.
  RootSecret current();

  /// The one of this number; empty if there is none.
  Optional<RootSecret> byNumber(int number);

  /// Exactly these, for ever.
  ///
  /// @throws IllegalArgumentException if there is none, or two have one number
  static RootSecrets of(List<RootSecret> all) {
    return new FixedRootSecrets(all);
  }
}
