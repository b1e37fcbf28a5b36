package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each wrong or weak value, and the line that it gets.
class RefusedValuesTest {

  private static final String MADE_BY =
      " random bytes%s as base64url, made by openssl rand -base64 32 | tr '+/' '-_' | tr -d '='";

  private static final String EXACT_TEXT = "printable ASCII without spaces, \" and \\";

  @TempDir Path directory;

  static Stream<Arguments> malformed() {
    return Stream.of(
            refused(
                Settings.LISTEN,
                "an IP address of this machine, or localhost, and a port, such as 0.0.0.0:8080; port 0"
                    + " is any free one",
                "",
                "8080",
                ":8080",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.1:08",
                "auth.example.com:80",
                "::1:8080",
                "[::1:8080",
                "1.2.3:80",
                "127.0.0.1:80 "),
            refused(
                Settings.ADMIN_LISTEN,
                "an address and a port as listen does, for metrics and health; or off",
                "",
                "Off",
                "none",
                "9090",
                "metrics.example.com:9090"),
            refused(
                Settings.PUBLIC_URL,
                "the origin that browsers see, without a path, such as https://auth.example.com; http"
                    + " only for localhost, *.localhost, 127.0.0.0/8 and [::1]",
                "",
                "auth.example.com",
                "https://auth.example.com/",
                "https://auth.example.com/auth",
                "https://Auth.example.com",
                "https://auth.example.com:443",
                "https://u@a.example.com",
                "http://auth.example.com",
                "http://10.0.0.1",
                "http://localhost.example.com",
                "ftp://localhost",
                "https://*.example.com",
                "https://a..example.com",
                "https://-a.com",
                "https://1.2.3",
                "https://127.0.0.01",
                "https://[0:0:0:0:0:0:0:1]",
                "https://[::1%lo]",
                "https://a.example.com:0",
                "https://a.example.com:65536",
                "https://bücher.example"),
            refused(Settings.ISSUER, EXACT_TEXT, "", "a b", "a\tb", "ü", "a\"b", "a\\b"),
            refused(Settings.AUDIENCE, EXACT_TEXT, "", " a"),
            refused(Settings.CLIENT_ID, EXACT_TEXT, "", "a\nb"),
            refused(
                Settings.DATA_DIR,
                "a directory of its owner alone (mode 0700), made if it does not exist",
                "",
                " "),
            refused(
                Settings.DATABASE_URL,
                "jdbc:sqlite:FILE, or jdbc:postgresql://HOST:PORT/NAME, where several HOST:PORT may"
                    + " stand with commas between them, and sslmode, sslrootcert, sslcert and sslkey"
                    + " behind a ?",
                "",
                "sallyport.db",
                "jdbc:sqlite:",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite::resource:http://localhost/x.db",
                "jdbc:sqlite:file:x.db?mode=memory",
                "jdbc:sqlite:x.db?journal_mode=off",
                "jdbc:mysql://localhost/x"),
            refused(
                Settings.DATABASE_POOL_SIZE,
                "how many connections read the SQLite file, or use PostgreSQL, 1 to 64",
                "",
                "0",
                "65",
                "-1",
                "4.0",
                "04",
                "four",
                "99999999999"),
            refused(Settings.REDIS_USER, EXACT_TEXT, "", "a b"),
            refused(
                Settings.REDIS_CLUSTER,
                "true or false: whether redis.url is a node of a Redis Cluster",
                "",
                "yes",
                "TRUE"),
            refused(
                Settings.REDIS_ALLOW_PLAINTEXT,
                "true or false: whether redis:// may go to another machine, for everybody on the way"
                    + " to read and change",
                "1"),
            refused(
                Settings.REDIS_PREFIX,
                "what our keys begin with: a to z, 0 to 9, _ and -, at most 32",
                "",
                "{a}",
                "a:b",
                "a*",
                "Sallyport",
                "x".repeat(33)),
            refused(
                Settings.SIGNING_ALGORITHM,
                "RS256, ES256, Ed25519 or HS256",
                "",
                "rs256",
                "none",
                "ES384",
                "PS256"),
            refused(
                Settings.ACCESS_TTL,
                "a duration of 10s to 1h",
                "",
                "9s",
                "61m",
                "2h",
                "15",
                "15 m",
                "-15m",
                "15M",
                "1h30m",
                "015m",
                "1000000s",
                "PT15M"),
            refused(
                Settings.REFRESH_TTL,
                "a duration of 10s to 400d, at most session.max",
                "0s",
                "401d"),
            refused(Settings.SESSION_MAX, "a duration of 10s to 400d", "forever", "0d", "401d"),
            refused(
                Settings.RETRY_WINDOW,
                "a duration of 0s to 400d, at most refresh.ttl",
                "401d",
                "15"),
            refused(
                Settings.LEEWAY,
                "a duration of 0s to 400d, at most refresh.retry-window",
                "-1s",
                "0"),
            refused(Settings.MAX_SESSIONS, "a whole number, 1 to 1000", "0", "1001", "many"),
            refused(
                Settings.ALLOWED_ORIGINS,
                "exact origins with commas between them, such as https://app.example.com; never * or"
                    + " null, and http only for this machine",
                "",
                "*",
                "null",
                "https://app.example.com,",
                "https://app.example.com,*",
                "https://*.example.com",
                "https://app.example.com/",
                "http://app.example.com"),
            refused(
                Settings.DEMO,
                "true or false: whether the demo page is at /demo; true only where public-url is this"
                    + " machine",
                "",
                "yes",
                "1",
                "True"),
            refused(
                Settings.TRUSTED_PROXIES,
                "the proxies whose X-Forwarded-For counts: addresses or CIDR blocks with commas"
                    + " between them, such as 10.1.2.3, 192.0.2.0/24, 2001:db8::/32; no names, no"
                    + " /0, no bits behind the prefix",
                "",
                "none",
                "localhost",
                "proxy.example.com",
                "10.0.0.1,",
                "10.0.0.1,,10.0.0.2",
                "10.0.0.1/8",
                "10.0.0.0/33",
                "010.0.0.0/8",
                "10.0.0.0/08",
                "0.0.0.0/0",
                "::/0",
                "::ffff:10.0.0.1",
                "2001:db8::1/64",
                "[::1]",
                "fe80::1%eth0"),
            refused(Settings.BCRYPT_COST, "a whole number, 10 to 14", "9", "15", "12.5"),
            refused(Settings.MIN_LENGTH, "a whole number, 8 to 64", "7", "65"),
            refused(
                Settings.LOGIN_PER_ADDRESS,
                "a number of 1 to 1000000, / and a duration of 1s to 1d, such as 20/1m; 0 for no"
                    + " limit",
                "20",
                "0/1m",
                "20/0s",
                "20/2d",
                "020/1m",
                "1000001/1m",
                "9999999/1m",
                "20/",
                "/1m",
                "20/1m/1m",
                "-1/1m",
                "off"),
            refused(
                Settings.LOGIN_FAILURES,
                "how many failed logins of one user cost nothing, 1 to 45, before each try waits"
                    + " longer; 0 for no limit",
                "46",
                "-1",
                "5/1m"))
        .flatMap(stream -> stream);
  }

  private static Stream<Arguments> refused(Setting<?> setting, String takes, String... values) {
    return Stream.of(values).map(value -> Arguments.of(setting, value, takes));
  }

  @Tag("ASVS-2.2.1")
  @ParameterizedTest
  @MethodSource("malformed")
  void a_wrong_value_is_named_with_what_the_setting_takes(
      Setting<?> setting, String value, String takes) {
    var trial = new Trial(directory);
    if (Settings.OF_REDIS.contains(setting)) {
      trial.with(Settings.REDIS_URL, "rediss://redis.example.com");
    }
    assertThat(trial.with(setting, value).problem())
        .isEqualTo(
            "%s: got %s (%s); takes %s",
            setting.name(), Shown.quoted(value), setting.variable(), takes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1:6379",
        "redis://",
        "redis://:6379",
        "http://127.0.0.1",
        "redis+ssl://127.0.0.1",
        "redis://127.0.0.1:0",
        "redis://127.0.0.1:65536",
        "redis://127.0.0.1/16",
        "redis://127.0.0.1/01",
        "redis://127.0.0.1/0/1",
        "redis://127.0.0.1?timeout=1",
        "redis://127.0.0.1#x",
        "redis://user:hunter2@",
        "redis://a_b:6379"
      })
  void a_wrong_redis_url_is_refused_and_never_shown_since_it_may_hold_a_password(String url) {
    assertThat(new Trial(directory).with(Settings.REDIS_URL, url).problem())
        .startsWith("redis.url: got something that is no such URL (SALLYPORT_REDIS_URL); takes")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://redis.example.com",
        "redis://u:hunter2@10.0.0.1",
        "redis://localhost.example.com",
        "redis://[2001:db8::1]"
      })
  void plaintext_to_another_machine_is_refused_unless_it_is_allowed(String url) {
    var trial = new Trial(directory).with(Settings.REDIS_URL, url);
    assertThat(trial.problem())
        .isEqualTo(
            "redis.url: got redis:// to another machine, where everybody on the way reads along;"
                + " takes rediss://, or redis:// beside redis.allow-plaintext=true");

    trial.with(Settings.REDIS_ALLOW_PLAINTEXT, "true");

    assertThat(trial.config().redis()).isPresent();
  }

  @Test
  void what_says_more_of_redis_needs_its_url() {
    assertThat(new Trial(directory).with(Settings.REDIS_PASSWORD, "hunter2").problem())
        .isEqualTo(
            "redis.password: got a secret (SALLYPORT_REDIS_PASSWORD); takes one only beside"
                + " redis.url");
  }

  @Test
  void certificates_are_for_tls_and_a_database_is_not_for_a_cluster() {
    var trial = new Trial(directory).with(Settings.REDIS_URL, "redis://127.0.0.1/1");
    assertThat(trial.with(Settings.REDIS_CLUSTER, "true").problem())
        .isEqualTo("redis.url: got a database; takes none if redis.cluster is true");
    assertThat(
            new Trial(directory)
                .with(Settings.REDIS_URL, "redis://127.0.0.1")
                .with(Settings.REDIS_CA_FILE, "ca.pem")
                .problem())
        .isEqualTo(
            "redis.ca-file: got \"ca.pem\" (SALLYPORT_REDIS_CA_FILE); takes one only if redis.url"
                + " is rediss://");
  }

  @Test
  void a_password_for_redis_is_given_once() {
    assertThat(
            new Trial(directory)
                .with(Settings.REDIS_URL, "redis://:one@127.0.0.1")
                .with(Settings.REDIS_PASSWORD, "two")
                .problem())
        .isEqualTo(
            "redis.password: got a secret (SALLYPORT_REDIS_PASSWORD); takes none if redis.url has"
                + " one");
  }

  static Stream<Arguments> weak() {
    byte[] text =
        "a-string-secret-at-least-256-bits-long"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] counting = new byte[32];
    for (int i = 0; i < counting.length; i++) {
      counting[i] = (byte) i;
    }
    return Stream.of(
        Arguments.of("", "0 bytes"),
        Arguments.of("secret", "4 bytes"),
        Arguments.of("changeme!", "something that is not base64url"),
        Arguments.of(Trial.SECRET + "=", "base64url with padding or unused bits"),
        Arguments.of(Trial.SECRET.replace('-', '+'), "something that is not base64url"),
        Arguments.of(Trial.SECRET.substring(0, 42) + "N", "base64url with padding or unused bits"),
        Arguments.of(Trial.SECRET.substring(0, 42), "31 bytes"),
        Arguments.of("A".repeat(43), "a sequence of bytes that no generator makes"),
        Arguments.of(base64(counting), "a sequence of bytes that no generator makes"),
        Arguments.of(
            "supersecretsupersecretsupersecretsupersecre", "base64url with padding or unused bits"),
        Arguments.of("supersecretsupersecretsupersecretsupersecret", "a text that repeats itself"),
        Arguments.of("0123456789".repeat(4) + "0123", "a text that repeats itself"),
        Arguments.of("31415926535897932384626433832795028841971693", "a text that repeats itself"),
        Arguments.of(base64(text), "a text, not random bytes"),
        Arguments.of(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
            "a key that is published in a specification"),
        Arguments.of(
            "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
            "a key that is published in a specification"));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Tag("ASVS-11.2.3")
  @Tag("ASVS-13.2.3")
  @ParameterizedTest
  @MethodSource("weak")
  void a_weak_secret_is_refused_and_never_shown(String value, String got) {
    assertThat(
            new Trial(directory)
                .with(Settings.SIGNING_ALGORITHM, "HS256")
                .with(Settings.HS256_SECRET, value)
                .problem())
        .isEqualTo(
            "hs256.secret: got %s (SALLYPORT_HS256_SECRET); takes 32%s",
            got, MADE_BY.formatted(" or more"));
  }

  @Test
  void a_secret_of_33_bytes_is_no_master_key() {
    assertThat(new Trial(directory).with(Settings.MASTER_KEY, Trial.SECRET + "x").problem())
        .isEqualTo(
            "master-key: got 33 bytes (SALLYPORT_MASTER_KEY); takes 32%s", MADE_BY.formatted(""));
  }

  @Test
  void a_master_key_of_one_byte_repeated_is_refused() {
    assertThat(new Trial(directory).with(Settings.MASTER_KEY, "A".repeat(43)).problem())
        .startsWith("master-key: got a sequence of bytes that no generator makes (");
  }

  @Tag("ASVS-2.2.3")
  @Test
  void a_secret_for_hs256_is_refused_while_another_algorithm_signs() {
    assertThat(new Trial(directory).with(Settings.HS256_SECRET, Trial.SECRET).problem())
        .isEqualTo(
            "hs256.secret: got a secret (SALLYPORT_HS256_SECRET); takes one only if"
                + " signing.algorithm is HS256");
  }

  @Tag("ASVS-2.2.3")
  @Test
  void a_refresh_token_can_not_outlive_its_session() {
    assertThat(new Trial(directory).with(Settings.REFRESH_TTL, "31d").problem())
        .isEqualTo(
            "refresh.ttl: got \"31d\" (SALLYPORT_REFRESH_TTL); takes at most session.max, which is"
                + " 30d");
  }

  @Tag("ASVS-2.2.3")
  @Test
  void a_retry_window_can_not_outlast_the_refresh_token() {
    assertThat(new Trial(directory).with(Settings.REFRESH_TTL, "10m").problem())
        .isEqualTo(
            "refresh.retry-window: got \"15m\" (default); takes at most refresh.ttl, which is 10m");
  }

  @Test
  void a_leeway_can_not_outlast_the_retry_window() {
    assertThat(new Trial(directory).with(Settings.LEEWAY, "16m").problem())
        .isEqualTo(
            "refresh.leeway: got \"16m\" (SALLYPORT_REFRESH_LEEWAY); takes at most"
                + " refresh.retry-window, which is 15m");
  }

  @Test
  void names_that_make_a_token_too_long_are_refused() {
    assertThat(
            new Trial(directory)
                .with(Settings.ISSUER, "x".repeat(80))
                .with(Settings.AUDIENCE, "x".repeat(80))
                .with(Settings.CLIENT_ID, "x")
                .problem())
        .isEqualTo("issuer, audience and client-id: got 161 characters together; takes 160");
  }

  @Tag("ASVS-12.2.1")
  @Test
  void who_can_be_reached_by_others_must_know_its_public_url() {
    assertThat(new Trial(directory).with(Settings.LISTEN, "0.0.0.0:8080").problem())
        .startsWith(
            "public-url: got nothing, and listen is 0.0.0.0:8080, which others can reach; takes the"
                + " origin");
  }

  @Test
  void the_demo_is_for_this_machine_alone() {
    assertThat(
            new Trial(directory)
                .with(Settings.PUBLIC_URL, "https://auth.example.com")
                .with(Settings.DEMO, "true")
                .problem())
        .isEqualTo(
            "demo: got \"true\" (SALLYPORT_DEMO); takes true only where public-url is this"
                + " machine, and it is https://auth.example.com");
  }

  @Test
  void what_was_typed_can_not_forge_a_line() {
    assertThat(new Trial(directory).with(Settings.ISSUER, "a\n\u001b[31mb\u202e").problem())
        .startsWith("issuer: got \"a??[31mb?\" (");
  }

  private String problemOf(String url) {
    return new Trial(directory)
        .with(Settings.DATABASE_URL, url)
        .with(Settings.DATABASE_USER, "sallyport")
        .problem();
  }

  @Test
  void a_url_with_a_user_or_a_password_names_the_settings_for_them_and_is_not_shown() {
    assertThat(
            List.of(
                problemOf("jdbc:postgresql://me:hunter2@db.example.com/auth"),
                problemOf("jdbc:postgresql://db.example.com/auth?user=hunter2"),
                problemOf("jdbc:postgresql://db.example.com/auth?sslpassword=hunter2")))
        .allMatch(problem -> problem.contains("database.user and database.password"))
        .noneMatch(problem -> problem.contains("hunter2"));
  }

  @Test
  void a_parameter_of_the_driver_that_is_not_about_tls_is_refused() {
    assertThat(problemOf("jdbc:postgresql://localhost/auth?preferQueryMode=simple"))
        .contains("none of sslmode, sslrootcert, sslcert, sslkey");
  }

  @Test
  void less_than_verified_tls_with_another_machine_is_refused() {
    assertThat(problemOf("jdbc:postgresql://localhost,db.example.com/auth?sslmode=require"))
        .contains("verify-full")
        .contains("database.allow-plaintext");
  }

  @Test
  void a_database_on_a_server_needs_a_user_and_a_file_takes_none() {
    assertThat(
            new Trial(directory)
                .with(Settings.DATABASE_URL, "jdbc:postgresql://localhost/auth")
                .problem())
        .startsWith("database.user: got nothing");
    assertThat(new Trial(directory).with(Settings.DATABASE_PASSWORD, "hunter2").problem())
        .isEqualTo(
            "database.password: got a secret (SALLYPORT_DATABASE_PASSWORD); takes one only if"
                + " database.url is one of PostgreSQL");
  }
}
