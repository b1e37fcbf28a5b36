package dev.sallyport.adapters.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/// A file of the jar, for browsers: its bytes as they are, the same for everybody.
enum ShippedFile {
  CLIENT("/sallyport.js", "sallyport.js", "text/javascript"),
  CLIENT_TYPES("/sallyport.d.ts", "sallyport.d.ts", "text/plain"),
  DEMO_PAGE("/demo", "demo.html", "text/html"),
  DEMO_SCRIPT("/demo.js", "demo.js", "text/javascript"),
  DEMO_STYLE("/demo.css", "demo.css", "text/css"),
  DEMO_ICON("/demo.svg", "demo.svg", "image/svg+xml");

  /// A page of ours loads what we serve, and sends to us, nothing else; it is in nobody's frame.
  private static final String OF_A_PAGE =
      "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  private final String path;
  private final String resource;
  private final String mediaType;

  /// @param resource its name in the jar
  /// @param mediaType without a charset: they have ASCII alone
  ShippedFile(String path, String resource, String mediaType) {
    this.path = path;
    this.resource = resource;
    this.mediaType = mediaType;
  }

  /// The route on which everybody gets it, from everywhere, and may keep it for five minutes: a new
  /// version is in use soon after the server that has it.
  Route open() {
    return served(answer().with("Cache-Control", Routes.FOR_FIVE_MINUTES)).open();
  }

  /// The route on which browsers get it for our own page.
  Route ofOurPage() {
    return served(answer().with("Content-Security-Policy", OF_A_PAGE));
  }

  private Answer answer() {
    return Answer.okText(mediaType, bytes());
  }

  private Route served(Answer answer) {
    return Route.get(path, Access.PUBLIC, _ -> answer);
  }

  /// What stands in it.
  byte[] bytes() {
    try (var in =
        Objects.requireNonNull(ShippedFile.class.getResourceAsStream(resource), resource)) {
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
