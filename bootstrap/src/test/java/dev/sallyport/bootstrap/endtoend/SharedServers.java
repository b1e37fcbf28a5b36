package dev.sallyport.bootstrap.endtoend;

import static dev.sallyport.adapters.sql.PostgresServer.SUPERUSER;

import dev.sallyport.adapters.redis.RedisServer;
import dev.sallyport.adapters.sql.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/// A PostgreSQL and perhaps a Redis of their own, each node with links of its own.
final class SharedServers implements Shared {

  private static final String PASSWORD = "of-the-role";

  private final PostgresServer postgres = PostgresServer.start();
  private final String database = postgres.newDatabase();
  private final Links toPostgres = new Links("PostgreSQL", postgres.port());

  private final Optional<RedisServer> redis;
  private final Optional<Links> toRedis;

  /// @param withRedis whether there is one
  SharedServers(boolean withRedis) {
    redis = withRedis ? Optional.of(RedisServer.start()) : Optional.empty();
    toRedis = redis.map(server -> new Links("Redis", server.port()));
    postgres.execute(
        SUPERUSER,
        "CREATE ROLE sallyport LOGIN PASSWORD '" + PASSWORD + "'",
        "ALTER DATABASE " + database + " OWNER TO sallyport");
  }

  @Override
  public Program joined(Program program, int node) {
    toRedis.ifPresent(
        links -> program.with("SALLYPORT_REDIS_URL", "redis://127.0.0.1:" + links.of(node).port()));
    return withDatabase(program, toPostgres.of(node).port());
  }

  @Override
  public Program joined(Program program) {
    return withDatabase(program, postgres.port());
  }

  private Program withDatabase(Program program, int port) {
    return program
        .with("SALLYPORT_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/" + database)
        .with("SALLYPORT_DATABASE_USER", "sallyport")
        .with("SALLYPORT_DATABASE_PASSWORD", PASSWORD);
  }

  @Override
  public boolean hasRedis() {
    return redis.isPresent();
  }

  /// The ways to PostgreSQL.
  Links toPostgres() {
    return toPostgres;
  }

  /// The ways to Redis.
  Links toRedis() {
    return toRedis.orElseThrow();
  }

  PostgresServer postgres() {
    return postgres;
  }

  /// The name of the database that the nodes share.
  String database() {
    return database;
  }

  @Override
  public List<Mishap> mishaps(int nodes) {
    var mishaps = new ArrayList<>(toPostgres.mishaps(nodes));
    // As often as the links, which are many.
    int often = mishaps.size() / 4;
    for (int i = 0; i < often; i++) {
      mishaps.add(new Mishap("PostgreSQL is killed", postgres::kill, postgres::startAgain));
      mishaps.add(new Mishap("PostgreSQL is stopped", postgres::stop, postgres::startAgain));
    }
    redis.ifPresent(server -> {
      mishaps.addAll(toRedis().mishaps(nodes));
      for (int i = 0; i < often; i++) {
        mishaps.add(new Mishap("Redis is killed", server::kill, server::startAgain));
        mishaps.add(new Mishap("Redis stands still", server::freeze, server::thaw));
        mishaps.add(new Mishap("Redis is flushed", () -> flush(server), () -> flush(server)));
      }
    });
    return mishaps;
  }

  /// Makes Redis forget everything, and go on.
  void flushRedis() {
    flush(redis.orElseThrow());
  }

  private static void flush(RedisServer server) {
    try (var client = RedisClient.create("127.0.0.1", server.port())) {
      client.flushAll();
    }
  }

  @Override
  public void close() {
    toPostgres.close();
    postgres.close();
    toRedis.ifPresent(Links::close);
    redis.ifPresent(RedisServer::close);
  }
}
