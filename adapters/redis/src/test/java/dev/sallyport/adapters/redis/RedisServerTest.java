package dev.sallyport.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.redis.RedisServer.Program;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.RedisClient;

/// The Redis that the other tests stand on.
final class RedisServerTest {

  @ParameterizedTest
  @MethodSource("dev.sallyport.adapters.redis.RedisServer#programs")
  void it_starts_again_on_its_port_and_has_forgotten_everything(Program program) {
    try (var server = RedisServer.start(program)) {
      ask(server, redis -> redis.set("a", "1"));
      server.kill();
      assertThat(server.isRunning()).isFalse();

      server.startAgain();

      boolean remembered = ask(server, redis -> redis.exists("a"));
      assertThat(remembered).isFalse();
    }
  }

  @Test
  void it_remembers_what_its_options_say() {
    try (var server = RedisServer.start("--appendonly", "yes")) {
      ask(server, redis -> redis.set("a", "1"));
      server.kill();

      server.startAgain();

      String remembered = ask(server, redis -> redis.get("a"));
      assertThat(remembered).isEqualTo("1");
    }
  }

  private static <T> T ask(RedisServer server, Function<RedisClient, T> question) {
    try (var redis = RedisClient.create("127.0.0.1", server.port())) {
      return question.apply(redis);
    }
  }
}
