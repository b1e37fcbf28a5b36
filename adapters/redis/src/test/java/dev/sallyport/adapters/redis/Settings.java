package dev.sallyport.adapters.redis;

import java.util.Optional;

/// Settings for servers that tests have started.
final class Settings {

  private Settings() {}

  static RedisSettings of(RedisServer server) {
    return at(server.port());
  }

  static RedisSettings at(int port) {
    return new RedisSettings(
        RedisUrl.parse("redis://127.0.0.1:" + port).orElseThrow(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        "sallyport");
  }
}
