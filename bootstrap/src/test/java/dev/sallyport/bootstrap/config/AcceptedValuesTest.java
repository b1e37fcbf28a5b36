package dev.sallyport.bootstrap.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.adapters.sql.PostgresUrl;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That each setting does something.
class AcceptedValuesTest {

  @TempDir Path directory;
  Trial trial;

  @BeforeEach
  void nothing_set() {
    trial = new Trial(directory);
  }

  @Test
  void the_demo_may_be_on_where_browsers_see_this_machine_and_is_told_of() {
    for (String url : new String[] {"http://localhost:8080", "https://demo.localhost"}) {
      var trial = new Trial(directory).with(Settings.DEMO, "true").with(Settings.PUBLIC_URL, url);
      assertThat(trial.config().web().demo()).isTrue();
      assertThat(trial.configured().warnings())
          .containsExactly("demo: is true, so the demo page is at /demo");
    }
    assertThat(new Trial(directory).with(Settings.DEMO, "true").config().web().demo()).isTrue();
  }

  @Test
  void admin_listen_may_be_off_and_warns_where_others_can_reach_it() {
    assertThat(trial.with(Settings.ADMIN_LISTEN, "off").config().web().adminListen()).isEmpty();
    assertThat(trial.with(Settings.ADMIN_LISTEN, "[::1]:0").configured().warnings()).isEmpty();
    assertThat(trial.with(Settings.ADMIN_LISTEN, "0.0.0.0:9090").configured().warnings())
        .containsExactly(
            "admin.listen: is 0.0.0.0:9090, so others can reach metrics and health, which ask"
                + " nobody for a password");
  }

  @Test
  void listen() {
    assertThat(trial.with(Settings.LISTEN, "[::1]:0").config().web().listen())
        .isEqualTo(new Listen(InetAddress.ofLiteral("::1"), 0));
    assertThat(trial.with(Settings.LISTEN, "localhost:80").config().web().listen())
        .isEqualTo(new Listen(InetAddress.getLoopbackAddress(), 80));
    var everywhere =
        trial
            .with(Settings.LISTEN, "0.0.0.0:65535")
            .with(Settings.PUBLIC_URL, "https://auth.example.com");
    assertThat(everywhere.config().web().listen().isLoopback()).isFalse();
  }

  @Test
  void public_url_issuer_audience_and_client() {
    var policy =
        trial.with(Settings.PUBLIC_URL, "https://auth.example.com").config().accessPolicyAt(1);
    assertThat(policy.issuer()).isEqualTo("https://auth.example.com");
    assertThat(policy.audience()).isEqualTo("https://auth.example.com");
    policy = trial.with(Settings.ISSUER, "urn:us").config().accessPolicyAt(1);
    assertThat(policy.audience()).isEqualTo("urn:us");
    policy =
        trial
            .with(Settings.AUDIENCE, "urn:them")
            .with(Settings.CLIENT_ID, "web")
            .config()
            .accessPolicyAt(1);
    assertThat(policy.issuer()).isEqualTo("urn:us");
    assertThat(policy.audience()).isEqualTo("urn:them");
    assertThat(policy.clientId()).isEqualTo("web");
  }

  @Tag("ASVS-3.5.4")
  @Test
  void a_public_url_is_the_only_origin_of_our_own() {
    var web = trial.with(Settings.PUBLIC_URL, "https://auth.example.com").config().web();
    assertThat(web.ownOriginsAt(8080))
        .extracting(Origin::text)
        .containsExactly("https://auth.example.com");
  }

  @Test
  void proxies_that_are_trusted() {
    var web =
        trial.with(Settings.TRUSTED_PROXIES, "10.1.2.3, 192.0.2.0/24,2001:DB8::/32").config().web();
    assertThat(web.trustedProxies()).hasToString("[10.1.2.3, 192.0.2.0/24, 2001:db8::/32]");
  }

  @Test
  void where_things_are_kept() {
    var storage = trial.with(Settings.DATA_DIR, "elsewhere").config().storage();
    assertThat(storage.directory()).isEqualTo(directory.resolve("elsewhere"));
    assertThat(storage.database())
        .isEqualTo(DatabaseSettings.Sqlite.ofFile(directory.resolve("elsewhere/sallyport.db")));
    storage =
        trial
            .with(Settings.DATABASE_URL, "jdbc:sqlite:db/x.sqlite")
            .with(Settings.DATABASE_POOL_SIZE, "8")
            .config()
            .storage();
    assertThat(storage.database())
        .isEqualTo(new DatabaseSettings.Sqlite(directory.resolve("db/x.sqlite"), 8));
  }

  private Trial postgres(String url) {
    return trial.with(Settings.DATABASE_URL, url).with(Settings.DATABASE_USER, "sallyport");
  }

  @Test
  void a_database_on_a_server() {
    var url = "jdbc:postgresql://db1.example.com:5433,[2001:db8::1]/auth?sslrootcert=/etc/ca.pem";
    var config = postgres(url).with(Settings.DATABASE_PASSWORD, "hunter2 !").configured();
    var expected = SecretBytes.copyOf("hunter2 !".getBytes(StandardCharsets.UTF_8));
    assertThat(config.config().storage().database())
        .isEqualTo(
            new DatabaseSettings.Postgres(
                PostgresUrl.parse(url), "sallyport", Optional.of(expected), 10));
    assertThat(config.warnings()).isEmpty();
    assertThat(config.toString()).doesNotContain("hunter2");
    assertThat(config.whereabouts().keySet())
        .containsExactly(Settings.DATABASE_URL.variable(), Settings.DATABASE_USER.variable());
  }

  @Test
  void less_than_verified_tls_where_it_is_allowed_is_said_at_start() {
    var config =
        postgres("jdbc:postgresql://db.example.com/auth?sslmode=disable")
            .with(Settings.DATABASE_ALLOW_PLAINTEXT, "true")
            .with(Settings.DATABASE_POOL_SIZE, "3")
            .configured();
    assertThat(config.warnings()).singleElement().asString().startsWith("database.allow-plaintext");
    assertThat(postgres("jdbc:postgresql://127.0.0.1/auth?sslmode=disable").configured().warnings())
        .isEmpty();
  }

  @Test
  void keys() {
    trial.with(Settings.MASTER_KEY, Trial.SECRET).with(Settings.SIGNING_ALGORITHM, "HS256");
    assertThat(trial.config().storage().masterKey()).isPresent();
    assertThat(trial.config().signing().algorithm()).isEqualTo(SigningAlgorithm.HS256);
    trial.with(Settings.HS256_SECRET, Trial.SECRET);
    assertThat(trial.config().signing().hs256Secret()).isPresent();
  }

  @Test
  void lives() {
    var sessions =
        trial
            .with(Settings.ACCESS_TTL, "10s")
            .with(Settings.REFRESH_TTL, "2h")
            .with(Settings.SESSION_MAX, "1d")
            .with(Settings.RETRY_WINDOW, "90s")
            .with(Settings.LEEWAY, "5s")
            .with(Settings.MAX_SESSIONS, "1")
            .config()
            .sessions();
    assertThat(sessions.accessTtl()).isEqualTo(Duration.ofSeconds(10));
    assertThat(sessions.refreshTtl()).isEqualTo(Duration.ofHours(2));
    assertThat(sessions.sessionMax()).isEqualTo(Duration.ofDays(1));
    assertThat(sessions.retryWindow()).isEqualTo(Duration.ofSeconds(90));
    assertThat(sessions.leeway()).isEqualTo(Duration.ofSeconds(5));
    assertThat(sessions.maxPerUser()).isOne();
  }

  @Test
  void passwords() {
    var passwords =
        trial.with(Settings.BCRYPT_COST, "10").with(Settings.MIN_LENGTH, "8").config().passwords();
    assertThat(passwords.bcryptCost()).isEqualTo(10);
    assertThat(passwords.minLength()).isEqualTo(8);
  }

  @Test
  void redis() {
    var redis =
        trial
            .with(Settings.REDIS_URL, "rediss://node@redis.example.com/3")
            .with(Settings.REDIS_PASSWORD, "correct horse")
            .with(Settings.REDIS_CA_FILE, "ca.pem")
            .with(Settings.REDIS_PREFIX, "staging")
            .config()
            .redis()
            .orElseThrow();
    assertThat(redis.url().tls()).isTrue();
    assertThat(redis.url().host()).isEqualTo("redis.example.com");
    assertThat(redis.url().port()).isEqualTo(6379);
    assertThat(redis.url().user()).contains("node");
    assertThat(redis.url().database()).isEqualTo(3);
    assertThat(redis.password()).isPresent();
    assertThat(redis.authorities()).contains(directory.resolve("ca.pem"));
    assertThat(redis.cluster()).isFalse();
    assertThat(redis.prefix()).isEqualTo("staging");
    assertThat(redis.toString()).doesNotContain("horse");

    redis =
        new Trial(directory)
            .with(Settings.REDIS_URL, "redis://:p%40ss@[::1]:7000")
            .with(Settings.REDIS_CLUSTER, "true")
            .config()
            .redis()
            .orElseThrow();
    assertThat(redis.url().host()).isEqualTo("::1");
    assertThat(redis.url().port()).isEqualTo(7000);
    assertThat(new String(redis.url().password().orElseThrow().reveal(), UTF_8)).isEqualTo("p@ss");
    assertThat(redis.cluster()).isTrue();
    assertThat(redis.toString()).doesNotContain("p@ss");
  }

  @Test
  void limits() {
    var limits =
        trial
            .with(Settings.LOGIN_PER_ADDRESS, "100/1h")
            .with(Settings.LOGIN_FAILURES, "45")
            .with(Settings.REFRESH_PER_SESSION, "1/1s")
            .with(Settings.REFRESH_PER_ADDRESS, "1000000/1d")
            .config()
            .limits();
    assertThat(limits.loginPerAddress()).isEqualTo(new Limit(100, Duration.ofHours(1)));
    assertThat(limits.loginFailuresOfDevice()).isEqualTo(new Limit(45, Duration.ofDays(1)));
    assertThat(limits.refreshPerSession()).isEqualTo(new Limit(1, Duration.ofSeconds(1)));
    assertThat(limits.refreshPerAddress()).isEqualTo(new Limit(1_000_000, Duration.ofDays(1)));
  }

  @Test
  void zero_turns_a_limit_off_and_the_start_says_so() {
    for (Setting<?> limit : Settings.LIMITS) {
      trial = trial.with(limit, "0");
    }
    assertThat(trial.config().limits()).isEqualTo(LimitPolicy.unlimited());
    assertThat(trial.configured().warnings())
        .containsExactly(
            "limits.login-per-address: is 0, so this is not limited",
            "limits.login-failures: is 0, so this is not limited",
            "limits.refresh-per-session: is 0, so this is not limited",
            "limits.refresh-per-address: is 0, so this is not limited");
  }
}
