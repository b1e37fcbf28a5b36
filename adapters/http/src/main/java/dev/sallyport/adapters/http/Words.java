package dev.sallyport.adapters.http;

import java.util.Locale;

/// How constants are spelt on the wire.
final class Words {

  private Words() {}

  /// `TOO_SHORT` as `too_short`.
  static String snake(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// `TOO_LARGE` as `too-large`.
  static String kebab(Enum<?> constant) {
    return snake(constant).replace('_', '-');
  }
}
