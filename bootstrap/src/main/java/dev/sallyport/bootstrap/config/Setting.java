package dev.sallyport.bootstrap.config;

import java.util.Locale;

/// One thing that can be set: the reader, the `config` command, the page of settings and their tests
/// all take it from here.
///
/// @param name as it stands in the file
/// @param preset what holds while it is not set
/// @param takes what it takes, as the end of the sentence "refresh.ttl takes ..."
/// @param secret whether its value is never shown
record Setting<T>(String name, Preset preset, String takes, boolean secret, Form<T> form) {

  private static final String PREFIX = "SALLYPORT_";

  /// What holds while a setting is not set.
  sealed interface Preset {

    /// As it is shown to people.
    String shown();

    /// A value like any other.
    record Value(String text) implements Preset {
      @Override
      public String shown() {
        return text;
      }
    }

    /// Something that follows from other settings, or from the machine.
    record Derived(String shown) implements Preset {}
  }

  /// How the text of a setting is read. Never throws, whatever the text.
  @FunctionalInterface
  interface Form<T> {
    Reading<T> read(String text);
  }

  /// What a text turns out to be.
  sealed interface Reading<T> {}

  /// A value.
  record Good<T>(T value) implements Reading<T> {}

  /// Not a value of this setting.
  ///
  /// @param got what was there instead, fit to be shown: never a secret
  record Bad<T>(String got) implements Reading<T> {}

  /// The environment variable of this setting: `SALLYPORT_REFRESH_TTL` for `refresh.ttl`.
  String variable() {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The environment variable that names a file with the value.
  String fileVariable() {
    return variable() + "_FILE";
  }
}
