package dev.sallyport.adapters.redis;

import dev.sallyport.application.port.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// The connections to the shared Redis, and whether it can be used.
///
/// The first call that fails, or is slow, says that it is down: then every call fails at once, and
/// costs nothing, until a write that is tried twice a second in the background has succeeded. Each
/// change is one line of the log. Thread-safe.
public final class Redis implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Redis.class.getName());

  /// How long to wait for a connection, for its being made, and for each answer.
  static final Duration PATIENCE = Duration.ofMillis(300);

  private static final Duration BETWEEN_PROBES = Duration.ofMillis(500);
  private static final int MOST_CONNECTIONS = 64;
  private static final String STORE_TYPE = "PKCS12";

  /// The form wants a password; certificates need none.
  private static final char[] NO_SECRET = "certificates".toCharArray();

  private static final Script PROBE = Script.read("probe");
  private static final String PROBE_LASTS = "1000";

  /// By which Redis knows a text that it has seen. It may as well tell: we have no use for SHA-1.
  private static final String NAME_OF = "return redis.sha1hex(ARGV[1])";

  private final RedisSettings settings;
  private final JedisClientConfig clientConfig;
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("redis-probe").daemon(true).factory());
  private final Map<Script, String> names = new ConcurrentHashMap<>();
  private volatile @Nullable UnifiedJedis client;
  private volatile State state = State.UNTRIED;
  private volatile String suspect;
  private boolean closed;

  private enum State {
    UNTRIED,
    UP,
    DOWN
  }

  private Redis(RedisSettings settings) {
    this.settings = settings;
    this.clientConfig = clientConfig(settings);
    this.suspect = settings.prefix();
  }

  /// Begins to use it. If it can't be reached, that is no error here.
  ///
  /// @throws IllegalArgumentException if the file of certificates can't be used; says why
  public static Redis open(RedisSettings settings) {
    var redis = new Redis(settings);
    redis.probe();
    var _ =
        redis.prober.scheduleWithFixedDelay(
            redis::probeIfDown,
            BETWEEN_PROBES.toMillis(),
            BETWEEN_PROBES.toMillis(),
            TimeUnit.MILLISECONDS);
    return redis;
  }

  /// Whether it can be used, as far as anybody has noticed.
  public boolean isUp() {
    return state == State.UP;
  }

  /// What our keys begin with.
  String prefix() {
    return settings.prefix();
  }

  /// Runs a script with one key.
  ///
  /// @throws StoreUnavailableException if it is down, or anything goes wrong: the script may have
  ///     run all the same
  @Nullable Object run(Script script, String key, List<String> arguments) {
    return run(script, List.of(key), arguments);
  }

  /// Runs a script with some keys of one slot, as above.
  @Nullable Object run(Script script, List<String> keys, List<String> arguments) {
    return use(keys.getFirst(), redis -> run(redis, script, keys, arguments));
  }

  /// Forgets a key.
  void delete(String key) {
    use(key, redis -> redis.del(key));
  }

  private @Nullable Object run(
      UnifiedJedis redis, Script script, List<String> keys, List<String> arguments) {
    String name = names.get(script);
    if (name == null) {
      name = String.valueOf(redis.eval(NAME_OF, keys, List.of(script.text())));
      names.put(script, name);
    }
    try {
      return redis.evalsha(name, keys, arguments);
    } catch (JedisNoScriptException unknown) {
      return redis.eval(script.text(), keys, arguments);
    }
  }

  @FunctionalInterface
  private interface Use {
    @Nullable Object of(UnifiedJedis redis);
  }

  private @Nullable Object use(String key, Use use) {
    UnifiedJedis redis = client;
    if (redis == null || state != State.UP) {
      throw new StoreUnavailableException("redis: it is down");
    }
    long begun = System.nanoTime();
    try {
      Object answer = use.of(redis);
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        fell(key, "it is slow");
      }
      return answer;
    } catch (JedisException e) {
      fell(key, reason(e));
      throw new StoreUnavailableException("redis: " + e.getClass().getSimpleName(), e);
    }
  }

  /// @param key with which something went wrong: of a cluster, the other slots may be fine
  private synchronized void fell(String key, String why) {
    suspect = key;
    if (state == State.DOWN || closed) {
      return;
    }
    state = State.DOWN;
    // Of the connections that are there nobody knows any more which are dead.
    if (client instanceof RedisClient pooled) {
      pooled.getPool().clear();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "redis is down: "
            + why
            + "; revocations come from the database, and each node limits alone");
  }

  private synchronized void rose() {
    if (state == State.DOWN && !closed) {
      LOG.log(System.Logger.Level.INFO, "redis is up again");
    }
    state = State.UP;
  }

  private void probeIfDown() {
    if (state != State.UP) {
      probe();
    }
  }

  private void probe() {
    String key = suspect;
    try {
      UnifiedJedis redis = connected();
      run(redis, PROBE, List.of(probeKey(key)), List.of(PROBE_LASTS));
      rose();
    } catch (JedisException e) {
      fell(key, reason(e));
    } catch (RuntimeException | Error e) {
      fell(key, e.toString());
    }
  }

  /// A key in the slot of another.
  private String probeKey(String key) {
    int open = key.indexOf('{');
    String tag = open < 0 ? key : key.substring(open + 1, key.indexOf('}'));
    return prefix() + ":probe:{" + tag + '}';
  }

  private synchronized UnifiedJedis connected() {
    UnifiedJedis known = client;
    if (known != null) {
      return known;
    }
    if (closed) {
      throw new JedisException("it is closed");
    }
    var address = new HostAndPort(settings.url().host(), settings.url().port());
    // A cluster is asked for its nodes at once, and may not answer.
    UnifiedJedis made =
        settings.cluster()
            ? RedisClusterClient.builder()
                .nodes(Set.of(address))
                .clientConfig(clientConfig)
                .poolConfig(poolConfig())
                .maxAttempts(2)
                .maxTotalRetriesDuration(PATIENCE)
                .build()
            : RedisClient.builder()
                .hostAndPort(address)
                .clientConfig(clientConfig)
                .poolConfig(poolConfig())
                .build();
    client = made;
    return made;
  }

  private static ConnectionPoolConfig poolConfig() {
    var config = new ConnectionPoolConfig();
    config.setMaxTotal(MOST_CONNECTIONS);
    config.setMaxIdle(MOST_CONNECTIONS);
    config.setMaxWait(PATIENCE);
    config.setJmxEnabled(false);
    return config;
  }

  private static JedisClientConfig clientConfig(RedisSettings settings) {
    RedisUrl url = settings.url();
    var config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .connectionTimeoutMillis((int) PATIENCE.toMillis())
            .socketTimeoutMillis((int) PATIENCE.toMillis())
            .database(url.database())
            // Else each connection would want one more right, and send one more command.
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    settings.user().or(url::user).ifPresent(config::user);
    settings
        .password()
        .or(url::password)
        .ifPresent(
            password -> config.password(new String(password.reveal(), StandardCharsets.UTF_8)));
    if (url.tls()) {
      config.sslOptions(sslOptions(settings));
    }
    return config.build();
  }

  /// Jedis checks no host name unless it is told to.
  private static SslOptions sslOptions(RedisSettings settings) {
    var options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
    settings
        .authorities()
        .ifPresent(file -> {
          byte[] store = trustStore(file);
          options
              .trustStoreType(STORE_TYPE)
              .truststore(() -> new ByteArrayInputStream(store), NO_SECRET);
        });
    return options.build();
  }

  private static byte[] trustStore(Path authorities) {
    try (InputStream in = Files.newInputStream(authorities);
        var out = new ByteArrayOutputStream()) {
      var store = KeyStore.getInstance(STORE_TYPE);
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry(Integer.toString(store.size()), one);
      }
      if (store.size() == 0) {
        throw new IllegalArgumentException(authorities + " has no certificate in PEM");
      }
      store.store(out, NO_SECRET);
      return out.toByteArray();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(authorities + " can't be read as certificates in PEM", e);
    }
  }

  /// What went wrong first: the library wraps it several times.
  private static String reason(Throwable e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.getClass().getSimpleName() + ": " + first.getMessage();
  }

  @Override
  public void close() {
    prober.shutdownNow();
    synchronized (this) {
      closed = true;
      state = State.DOWN;
      if (client != null) {
        client.close();
      }
    }
  }
}
