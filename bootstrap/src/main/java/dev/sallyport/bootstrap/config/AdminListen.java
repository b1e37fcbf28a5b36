package dev.sallyport.bootstrap.config;

import java.util.Optional;

/// Where metrics and health are.
///
/// @param where empty for nowhere
record AdminListen(Optional<Listen> where) {

  /// Empty if the text is neither an address and a port nor `off`.
  static Optional<AdminListen> parse(String text) {
    return text.equals("off")
        ? Optional.of(new AdminListen(Optional.empty()))
        : Listen.parse(text).map(at -> new AdminListen(Optional.of(at)));
  }
}
