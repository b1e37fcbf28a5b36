package dev.sallyport.adapters.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/// A file of the jar, for browsers: its bytes as they are, the same for everybody.
enum ShippedFile {
  CLIENT("/sallyport.js", "text/javascript"),
  CLIENT_TYPES("/sallyport.d.ts", "text/plain");

  private final String path;
  private final String mediaType;

  /// @param path where it is served, which is its name in the jar too
  /// @param mediaType without a charset: they have ASCII alone
  ShippedFile(String path, String mediaType) {
    this.path = path;
    this.mediaType = mediaType;
  }

  /// The route on which everybody gets it, and may keep it for five minutes: a new version is in use
  /// soon after the server that has it.
  Route route() {
    Answer answer =
        Answer.okText(mediaType, bytes()).with("Cache-Control", Routes.FOR_FIVE_MINUTES);
    return Route.get(path, Access.PUBLIC, _ -> answer);
  }

  /// What stands in it.
  byte[] bytes() {
    String name = path.substring(1);
    try (var in = Objects.requireNonNull(ShippedFile.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
