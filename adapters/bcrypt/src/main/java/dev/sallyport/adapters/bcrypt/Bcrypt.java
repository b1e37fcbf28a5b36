package dev.sallyport.adapters.bcrypt;

/// The computation itself: all that takes time here goes through it, so that a test can count it.
@FunctionalInterface
interface Bcrypt {

  /// The hash of a key.
  ///
  /// @param setting `$2a$`, the cost, and 22 characters of salt
  /// @return the setting, with its unused bits cleared, and 31 characters of hash
  String hash(String key, String setting);
}
