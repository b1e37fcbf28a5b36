package dev.sallyport.bootstrap.config;

import dev.sallyport.adapters.bcrypt.BcryptPasswordHasher;
import dev.sallyport.adapters.http.TrustedProxies;
import dev.sallyport.adapters.redis.RedisUrl;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.bootstrap.config.Setting.Bad;
import dev.sallyport.bootstrap.config.Setting.Form;
import dev.sallyport.bootstrap.config.Setting.Good;
import dev.sallyport.bootstrap.config.Setting.Preset.Derived;
import dev.sallyport.bootstrap.config.Setting.Preset.Value;
import dev.sallyport.bootstrap.config.Setting.Reading;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Throttle;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// All settings, each defined once, in the order in which people read them.
final class Settings {

  /// No browser keeps a cookie longer (RFC 6265bis, section 5.5), so no session can be.
  private static final Duration LONGEST = Duration.ofDays(400);

  private static final int LONGEST_SECRET = 1024;
  private static final int LONGEST_REDIS_PASSWORD = 512;
  private static final int LEAST_HS256_SECRET = 32;
  private static final int LEAST_FEED_SECRET = 32;
  private static final String HOW_MANY_IN_HOW_LONG =
      "a number of 1 to 1000000, / and a duration of 1s to 1d, such as 20/1m; 0 for no limit";
  private static final String EXACT_TEXT = "printable ASCII without spaces, \" and \\";
  private static final String HOW_TO_MAKE = "openssl rand -base64 32 | tr '+/' '-_' | tr -d '='";

  static final Setting<Listen> LISTEN =
      value(
          "listen",
          "127.0.0.1:8080",
          "an IP address of this machine, or localhost, and a port, such as 0.0.0.0:8080; port 0 is"
              + " any free one",
          Listen::parse);

  /// An address that only the machine itself can reach, whatever `listen` is: what stands there is
  /// not for the internet.
  static final Setting<AdminListen> ADMIN_LISTEN =
      value(
          "admin.listen",
          "127.0.0.1:9090",
          "an address and a port as listen does, for metrics and health; or off",
          AdminListen::parse);

  static final Setting<Origin> PUBLIC_URL =
      derived(
          "public-url",
          "http://localhost and the port",
          "the origin that browsers see, without a path, such as https://auth.example.com; http only"
              + " for localhost, *.localhost, 127.0.0.0/8 and [::1]",
          Settings::origin);

  static final Setting<String> ISSUER =
      derived("issuer", "public-url", EXACT_TEXT, Settings::exactText);

  static final Setting<String> AUDIENCE =
      derived("audience", "the issuer", EXACT_TEXT, Settings::exactText);

  static final Setting<String> CLIENT_ID =
      value("client-id", "sallyport", EXACT_TEXT, Settings::exactText);

  static final Setting<Path> DATA_DIR =
      value(
          "data.dir",
          "./data",
          "a directory of its owner alone (mode 0700), made if it does not exist",
          Settings::path);

  static final Setting<DatabaseUrl> DATABASE_URL =
      new Setting<>(
          "database.url",
          new Derived("jdbc:sqlite: and sallyport.db in data.dir"),
          "jdbc:sqlite:FILE, or jdbc:postgresql://HOST:PORT/NAME, where several HOST:PORT may stand"
              + " with commas between them, and sslmode, sslrootcert, sslcert and sslkey behind a ?",
          false,
          DatabaseUrl::read);

  static final Setting<String> DATABASE_USER =
      derived(
          "database.user",
          "none",
          "the PostgreSQL role that connects: printable ASCII without spaces, \" and \\",
          Settings::exactText);

  static final Setting<SecretBytes> DATABASE_PASSWORD =
      secret(
          "database.password", "none", "the password of database.user", Settings::databasePassword);

  static final Setting<Integer> DATABASE_POOL_SIZE =
      derived(
          "database.pool-size",
          "4, or 10 with PostgreSQL",
          "how many connections read the SQLite file, or use PostgreSQL, 1 to 64",
          wholeNumber(1, DatabaseSettings.MOST_CONNECTIONS));

  static final Setting<Boolean> DATABASE_ALLOW_PLAINTEXT =
      value(
          "database.allow-plaintext",
          "false",
          "true or false: whether database.url may ask for less than sslmode=verify-full on the way"
              + " to another machine",
          Settings::trueOrFalse);

  static final Setting<MasterKey> MASTER_KEY =
      secret(
          "master-key",
          "made in data.dir",
          "32 random bytes as base64url, made by " + HOW_TO_MAKE,
          Settings::masterKey);

  static final Setting<MasterKey> MASTER_KEY_PREVIOUS =
      secret(
          "master-key.previous",
          "none",
          "the master key until now, for the one start with another master-key",
          Settings::masterKey);

  static final Setting<SigningAlgorithm> SIGNING_ALGORITHM =
      value(
          "signing.algorithm", "RS256", "RS256, ES256, Ed25519 or HS256", SigningAlgorithm::parse);

  static final Setting<Duration> SIGNING_MAX_AGE =
      value(
          "signing.max-age",
          "90d",
          "a duration of 1h to 400d: how long a signing key that we made signs",
          duration(Duration.ofHours(1), LONGEST));

  static final Setting<Path> SIGNING_KEY_FILE =
      derived(
          "signing.key-file",
          "none",
          "a file of its owner alone (mode 0600) with a private key: PKCS#8 in PEM, or a JWK; not"
              + " for HS256",
          Settings::path);

  static final Setting<SecretBytes> HS256_SECRET =
      secret(
          "hs256.secret",
          "made like the other keys",
          "32 random bytes or more as base64url, made by " + HOW_TO_MAKE,
          text -> SecretText.read(text, LEAST_HS256_SECRET, LONGEST_SECRET));

  static final Setting<CryptoProvider> CRYPTO_PROVIDER =
      value(
          "crypto.provider",
          "auto",
          "who computes RS256, ES256 and Ed25519 signatures: jdk; accp, Amazon's provider, or the"
              + " start fails; or auto: accp where it can be used, else jdk",
          CryptoProvider::parse);

  static final Setting<SecretBytes> FEED_SECRET =
      secret(
          "feed.secret",
          "none: no revocation feed",
          "32 random bytes or more as base64url, made by " + HOW_TO_MAKE,
          text -> SecretText.read(text, LEAST_FEED_SECRET, LONGEST_SECRET));

  static final Setting<RedisUrl> REDIS_URL =
      secret(
          "redis.url",
          "none: each node keeps limits of its own",
          "redis://HOST:PORT or rediss://HOST:PORT, with user:password@ before the host and"
              + " /DATABASE behind it if need be; redis:// only for this machine, unless"
              + " redis.allow-plaintext is true",
          text ->
              RedisUrl.parse(text)
                  .<Reading<RedisUrl>>map(Good::new)
                  .orElseGet(() -> new Bad<>("something that is no such URL")));

  static final Setting<String> REDIS_USER =
      derived("redis.user", "default", EXACT_TEXT, Settings::exactText);

  static final Setting<SecretBytes> REDIS_PASSWORD =
      secret(
          "redis.password",
          "none",
          "the password of redis.user, 1 to 512 bytes",
          Settings::redisPassword);

  static final Setting<Path> REDIS_CA_FILE =
      derived(
          "redis.ca-file",
          "those that Java trusts",
          "a file of certificates in PEM, which alone may vouch for the server of a rediss:// URL",
          Settings::path);

  static final Setting<Boolean> REDIS_CLUSTER =
      value(
          "redis.cluster",
          "false",
          "true or false: whether redis.url is a node of a Redis Cluster",
          Settings::yesOrNo);

  static final Setting<Boolean> REDIS_ALLOW_PLAINTEXT =
      value(
          "redis.allow-plaintext",
          "false",
          "true or false: whether redis:// may go to another machine, for everybody on the way to"
              + " read and change",
          Settings::yesOrNo);

  static final Setting<String> REDIS_PREFIX =
      value(
          "redis.prefix",
          "sallyport",
          "what our keys begin with: a to z, 0 to 9, _ and -, at most 32",
          text -> Optional.of(text).filter(t -> t.matches("[a-z0-9][a-z0-9_-]{0,31}")));

  static final Setting<Duration> ACCESS_TTL =
      value(
          "access.ttl",
          "15m",
          "a duration of 10s to 1h",
          duration(SessionPolicy.LEAST_ACCESS_TTL, SessionPolicy.GREATEST_ACCESS_TTL));

  static final Setting<Duration> REFRESH_TTL =
      value(
          "refresh.ttl",
          "7d",
          "a duration of 10s to 400d, at most session.max",
          duration(Duration.ofSeconds(10), LONGEST));

  static final Setting<Duration> SESSION_MAX =
      value(
          "session.max",
          "30d",
          "a duration of 10s to 400d",
          duration(Duration.ofSeconds(10), LONGEST));

  static final Setting<Duration> RETRY_WINDOW =
      value(
          "refresh.retry-window",
          "15m",
          "a duration of 0s to 400d, at most refresh.ttl",
          duration(Duration.ZERO, LONGEST));

  static final Setting<Duration> LEEWAY =
      value(
          "refresh.leeway",
          "0s",
          "a duration of 0s to 400d, at most refresh.retry-window",
          duration(Duration.ZERO, LONGEST));

  static final Setting<Integer> MAX_SESSIONS =
      value("sessions.max-per-user", "20", "a whole number, 1 to 1000", wholeNumber(1, 1000));

  static final Setting<List<Origin>> ALLOWED_ORIGINS =
      derived(
          "allowed-origins",
          "none",
          "exact origins with commas between them, such as https://app.example.com; never * or null,"
              + " and http only for this machine",
          Settings::origins);

  static final Setting<TrustedProxies> TRUSTED_PROXIES =
      derived(
          "trusted-proxies",
          "none",
          "the proxies whose X-Forwarded-For counts: addresses or CIDR blocks with commas between"
              + " them, such as 10.1.2.3, 192.0.2.0/24, 2001:db8::/32; no names, no /0, no bits"
              + " behind the prefix",
          TrustedProxies::parse);

  static final Setting<Boolean> DEMO =
      value(
          "demo",
          "false",
          "true or false: whether the demo page is at /demo; true only where public-url is this"
              + " machine",
          Settings::trueOrFalse);

  static final Setting<Integer> BCRYPT_COST =
      value(
          "password.bcrypt-cost",
          "12",
          "a whole number, 10 to 14",
          wholeNumber(BcryptPasswordHasher.LEAST_COST, BcryptPasswordHasher.GREATEST_COST));

  static final Setting<Integer> MIN_LENGTH =
      value(
          "password.min-length",
          "15",
          "a whole number, 8 to 64",
          wholeNumber(PasswordPolicy.LOWEST_MIN, PasswordPolicy.HIGHEST_MIN));

  static final Setting<Throttle> LOGIN_PER_ADDRESS =
      value("limits.login-per-address", "20/1m", HOW_MANY_IN_HOW_LONG, LimitText::parse);

  static final Setting<Integer> LOGIN_FAILURES =
      value(
          "limits.login-failures",
          "5",
          "how many failed logins of one user cost nothing, 1 to 45, before each try waits longer; 0"
              + " for no limit",
          wholeNumber(0, LimitPolicy.GREATEST_LOGIN_FAILURES));

  static final Setting<Throttle> REFRESH_PER_SESSION =
      value("limits.refresh-per-session", "30/1m", HOW_MANY_IN_HOW_LONG, LimitText::parse);

  static final Setting<Throttle> REFRESH_PER_ADDRESS =
      value("limits.refresh-per-address", "300/1m", HOW_MANY_IN_HOW_LONG, LimitText::parse);

  static final List<Setting<?>> LIMITS =
      List.of(LOGIN_PER_ADDRESS, LOGIN_FAILURES, REFRESH_PER_SESSION, REFRESH_PER_ADDRESS);

  /// What says more about redis.url.
  static final List<Setting<?>> OF_REDIS =
      List.of(
          REDIS_USER,
          REDIS_PASSWORD,
          REDIS_CA_FILE,
          REDIS_CLUSTER,
          REDIS_ALLOW_PLAINTEXT,
          REDIS_PREFIX);

  static final List<Setting<?>> ALL =
      List.of(
          LISTEN,
          ADMIN_LISTEN,
          PUBLIC_URL,
          ISSUER,
          AUDIENCE,
          CLIENT_ID,
          DATA_DIR,
          DATABASE_URL,
          DATABASE_USER,
          DATABASE_PASSWORD,
          DATABASE_POOL_SIZE,
          DATABASE_ALLOW_PLAINTEXT,
          MASTER_KEY,
          MASTER_KEY_PREVIOUS,
          SIGNING_ALGORITHM,
          SIGNING_MAX_AGE,
          SIGNING_KEY_FILE,
          HS256_SECRET,
          CRYPTO_PROVIDER,
          FEED_SECRET,
          REDIS_URL,
          REDIS_USER,
          REDIS_PASSWORD,
          REDIS_CA_FILE,
          REDIS_CLUSTER,
          REDIS_ALLOW_PLAINTEXT,
          REDIS_PREFIX,
          ACCESS_TTL,
          REFRESH_TTL,
          SESSION_MAX,
          RETRY_WINDOW,
          LEEWAY,
          MAX_SESSIONS,
          ALLOWED_ORIGINS,
          TRUSTED_PROXIES,
          DEMO,
          BCRYPT_COST,
          MIN_LENGTH,
          LOGIN_PER_ADDRESS,
          LOGIN_FAILURES,
          REFRESH_PER_SESSION,
          REFRESH_PER_ADDRESS);

  private Settings() {}

  private static <T> Setting<T> value(
      String name, String preset, String takes, Function<String, Optional<T>> parse) {
    return new Setting<>(name, new Value(preset), takes, false, quoting(parse));
  }

  private static <T> Setting<T> derived(
      String name, String preset, String takes, Function<String, Optional<T>> parse) {
    return new Setting<>(name, new Derived(preset), takes, false, quoting(parse));
  }

  private static <T> Setting<T> secret(String name, String preset, String takes, Form<T> form) {
    return new Setting<>(name, new Derived(preset), takes, true, form);
  }

  private static Reading<MasterKey> masterKey(String text) {
    return switch (SecretText.read(text, MasterKey.LENGTH, MasterKey.LENGTH)) {
      case Good(var bytes) -> new Good<>(new MasterKey(bytes));
      case Bad(var got) -> new Bad<>(got);
    };
  }

  private static Reading<SecretBytes> redisPassword(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length >= 1 && bytes.length <= LONGEST_REDIS_PASSWORD
        ? new Good<>(SecretBytes.copyOf(bytes))
        : new Bad<>(bytes.length + " bytes");
  }

  private static Optional<Boolean> yesOrNo(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// For what is no secret: a text that is refused is shown.
  private static <T> Form<T> quoting(Function<String, Optional<T>> parse) {
    return text ->
        parse.apply(text).<Reading<T>>map(Good::new).orElseGet(() -> new Bad<>(Shown.quoted(text)));
  }

  private static Function<String, Optional<Integer>> wholeNumber(int least, int greatest) {
    return text ->
        text.matches("0|[1-9][0-9]{0,6}")
            ? Optional.of(Integer.valueOf(text)).filter(n -> n >= least && n <= greatest)
            : Optional.empty();
  }

  private static Function<String, Optional<Duration>> duration(Duration least, Duration greatest) {
    return text ->
        DurationText.parse(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(greatest) <= 0);
  }

  /// What stands in tokens and is compared exactly: nothing that an eye could miss, or that JSON
  /// would have to escape.
  private static Optional<String> exactText(String text) {
    return Optional.of(text)
        .filter(t -> t.matches("[!-~]+") && t.indexOf('"') < 0 && t.indexOf('\\') < 0);
  }

  /// A `?` in the directory's path would begin the parameters of the database's URL.
  private static Optional<Path> path(String text) {
    boolean odd = text.chars().anyMatch(c -> Character.isISOControl(c) || c == '?');
    try {
      return text.isBlank() || odd ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException notOfThisSystem) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> trueOrFalse(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// As the administrator of the database chose it, so any text.
  private static Reading<SecretBytes> databasePassword(String text) {
    return text.isEmpty() || text.length() > LONGEST_SECRET
        ? new Bad<>("no text of 1 to " + LONGEST_SECRET + " characters")
        : new Good<>(SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Over plain http anybody on the way could be the page, so only this machine may use it.
  private static Optional<Origin> origin(String text) {
    return Origin.parse(text)
        .filter(origin -> origin.scheme().equals("https") || origin.isLoopback());
  }

  private static Optional<List<Origin>> origins(String text) {
    List<Origin> origins = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      Optional<Origin> origin = origin(one.strip());
      if (origin.isEmpty()) {
        return Optional.empty();
      }
      origins.add(origin.get());
    }
    return Optional.of(List.copyOf(origins));
  }
}
