package dev.sallyport.bootstrap.config;

import dev.sallyport.adapters.http.TrustedProxies;
import dev.sallyport.adapters.redis.RedisSettings;
import dev.sallyport.adapters.redis.RedisUrl;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.bootstrap.config.Config.Passwords;
import dev.sallyport.bootstrap.config.Config.Signing;
import dev.sallyport.bootstrap.config.Config.Storage;
import dev.sallyport.bootstrap.config.Config.Tokens;
import dev.sallyport.bootstrap.config.Config.Web;
import dev.sallyport.bootstrap.config.Setting.Bad;
import dev.sallyport.bootstrap.config.Setting.Good;
import dev.sallyport.bootstrap.config.Setting.Preset;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.key.MasterKey;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.throttle.LimitPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads all settings and finds everything that is wrong with them, before anything starts:
/// defaults, then the file, then the environment.
public final class ConfigReader {

  private static final String MASKED = "***";

  private final Given given;
  private final Path workingDirectory;
  private final List<String> problems;

  private ConfigReader(Given given, Path workingDirectory) {
    this.given = given;
    this.workingDirectory = workingDirectory;
    this.problems = new ArrayList<>(given.problems());
  }

  /// What reading turns out to be.
  public sealed interface Outcome {}

  /// Nothing is wrong.
  ///
  /// @param told every setting, for people
  /// @param whereabouts what the environment says of where the installation is and how to open it,
  ///     by variable, fit to be shown: without it another command finds another installation
  /// @param warnings a line each
  public record Configured(
      Config config, List<Told> told, Map<String, String> whereabouts, List<String> warnings)
      implements Outcome {}

  /// Nothing may start.
  ///
  /// @param problems everything that is wrong, a line each: the setting, what it got (never a
  ///     secret) and what it takes
  public record Misconfigured(List<String> problems) implements Outcome {}

  /// One setting as it is, for people.
  ///
  /// @param value masked, if it is a secret
  /// @param source where it came from
  public record Told(String name, String value, String source) {}

  /// Reads all settings.
  ///
  /// @param configFile the file that `--config` names; empty for `sallyport.properties` in the
  ///     working directory, if there is one
  public static Outcome read(
      Optional<String> configFile, Map<String, String> environment, Path workingDirectory) {
    var given = Given.collect(configFile, environment, workingDirectory);
    return new ConfigReader(given, workingDirectory).read();
  }

  private Outcome read() {
    Settings.ALL.forEach(this::checkForm);
    checkLives();
    checkWhoReachesUs();
    checkDemo();
    checkKeyFitsAlgorithm();
    checkDatabase();
    checkMasterKeys();
    checkRedis();
    checkNames();
    if (!problems.isEmpty()) {
      return new Misconfigured(List.copyOf(problems));
    }
    List<Told> told = Settings.ALL.stream().map(this::told).toList();
    return new Configured(config(), told, whereabouts(), warnings());
  }

  private <T> void checkForm(Setting<T> setting) {
    Given.Text text = given.texts().get(setting.name());
    if (text != null && setting.form().read(text.text()) instanceof Bad<T>(var got)) {
      problems.add(
          setting.name() + ": got " + got + " (" + text.source() + "); takes " + setting.takes());
    }
  }

  /// The value that is set, or else the default; empty for a default that others derive, and for a
  /// text that was refused.
  private <T> Optional<T> find(Setting<T> setting) {
    return textOf(setting)
        .flatMap(text ->
            switch (setting.form().read(text)) {
              case Good<T>(var value) -> Optional.of(value);
              case Bad<T>(_) -> Optional.empty();
            });
  }

  private <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " is unset"));
  }

  private Optional<String> textOf(Setting<?> setting) {
    Given.Text text = given.texts().get(setting.name());
    if (text != null) {
      return Optional.of(text.text());
    }
    return switch (setting.preset()) {
      case Preset.Value(var preset) -> Optional.of(preset);
      case Preset.Derived(_) -> Optional.empty();
    };
  }

  private void checkLives() {
    checkAtMost(Settings.REFRESH_TTL, Settings.SESSION_MAX);
    checkAtMost(Settings.RETRY_WINDOW, Settings.REFRESH_TTL);
    checkAtMost(Settings.LEEWAY, Settings.RETRY_WINDOW);
  }

  private void checkAtMost(Setting<Duration> lesser, Setting<Duration> greater) {
    Optional<Duration> most = find(greater);
    if (find(lesser).isPresent()
        && most.isPresent()
        && find(lesser).get().compareTo(most.get()) > 0) {
      problems.add(
          got(lesser)
              + "; takes at most "
              + greater.name()
              + ", which is "
              + told(greater).value());
    }
  }

  private void checkWhoReachesUs() {
    boolean reachable = find(Settings.LISTEN).filter(listen -> !listen.isLoopback()).isPresent();
    if (reachable && !given.texts().containsKey(Settings.PUBLIC_URL.name())) {
      problems.add(
          "public-url: got nothing, and listen is "
              + told(Settings.LISTEN).value()
              + ", which others can reach; takes "
              + Settings.PUBLIC_URL.takes());
    }
  }

  /// The demo steals a token: nobody's but that of its own user, and yet not where others are.
  private void checkDemo() {
    boolean seenByOthers = find(Settings.PUBLIC_URL).filter(url -> !url.isLoopback()).isPresent();
    if (seenByOthers && find(Settings.DEMO).orElse(false)) {
      problems.add(
          got(Settings.DEMO)
              + "; takes true only where public-url is this machine, and it is "
              + told(Settings.PUBLIC_URL).value());
    }
  }

  private void checkKeyFitsAlgorithm() {
    boolean symmetric =
        find(Settings.SIGNING_ALGORITHM).map(SigningAlgorithm::isSymmetric).orElse(true);
    if (find(Settings.HS256_SECRET).isPresent() && !symmetric) {
      problems.add(got(Settings.HS256_SECRET) + "; takes one only if signing.algorithm is HS256");
    }
    boolean secretOnly =
        find(Settings.SIGNING_ALGORITHM).filter(SigningAlgorithm::isSymmetric).isPresent();
    if (find(Settings.SIGNING_KEY_FILE).isPresent() && secretOnly) {
      problems.add(
          got(Settings.SIGNING_KEY_FILE)
              + "; takes one only if signing.algorithm is not HS256, which has hs256.secret");
    }
  }

  private void checkDatabase() {
    if (given.texts().containsKey(Settings.DATABASE_URL.name())
        && find(Settings.DATABASE_URL).isEmpty()) {
      return; // it has a line of its own
    }
    if (find(Settings.DATABASE_URL).orElse(null) instanceof DatabaseUrl.OnServer(var url)) {
      if (!given.texts().containsKey(Settings.DATABASE_USER.name())) {
        problems.add(
            "database.user: got nothing, and database.url is one of PostgreSQL; takes "
                + Settings.DATABASE_USER.takes());
      }
      if (!url.isLocal() && url.asksForLess() && !allowsPlaintext()) {
        problems.add(
            got(Settings.DATABASE_URL)
                + "; takes sslmode=verify-full, or none, with another machine, unless"
                + " database.allow-plaintext is true: else whoever is on the way can be the"
                + " database");
      }
      return;
    }
    for (Setting<?> setting :
        List.of(
            Settings.DATABASE_USER,
            Settings.DATABASE_PASSWORD,
            Settings.DATABASE_ALLOW_PLAINTEXT)) {
      if (given.texts().containsKey(setting.name())) {
        problems.add(got(setting) + "; takes one only if database.url is one of PostgreSQL");
      }
    }
  }

  private boolean allowsPlaintext() {
    return find(Settings.DATABASE_ALLOW_PLAINTEXT).orElse(false);
  }

  private void checkMasterKeys() {
    Optional<MasterKey> previous = find(Settings.MASTER_KEY_PREVIOUS);
    if (previous.isPresent() && previous.equals(find(Settings.MASTER_KEY))) {
      problems.add(
          got(Settings.MASTER_KEY_PREVIOUS) + "; takes another one than master-key, if any");
    } else if (previous.isPresent() && !given.texts().containsKey(Settings.MASTER_KEY.name())) {
      problems.add(got(Settings.MASTER_KEY_PREVIOUS) + "; takes one only beside master-key");
    }
  }

  private void checkRedis() {
    if (!given.texts().containsKey(Settings.REDIS_URL.name())) {
      for (Setting<?> setting : Settings.OF_REDIS) {
        if (given.texts().containsKey(setting.name())) {
          problems.add(got(setting) + "; takes one only beside redis.url");
        }
      }
      return;
    }
    find(Settings.REDIS_URL).ifPresent(this::checkRedis);
  }

  private void checkRedis(RedisUrl url) {
    boolean plaintext = find(Settings.REDIS_ALLOW_PLAINTEXT).orElse(false);
    if (!url.tls() && !url.isLoopback() && !plaintext) {
      problems.add(
          "redis.url: got redis:// to another machine, where everybody on the way reads along;"
              + " takes rediss://, or redis:// beside redis.allow-plaintext=true");
    }
    if (!url.tls() && find(Settings.REDIS_CA_FILE).isPresent()) {
      problems.add(got(Settings.REDIS_CA_FILE) + "; takes one only if redis.url is rediss://");
    }
    if (url.database() != 0 && find(Settings.REDIS_CLUSTER).orElse(false)) {
      problems.add("redis.url: got a database; takes none if redis.cluster is true");
    }
    if (url.password().isPresent() && find(Settings.REDIS_PASSWORD).isPresent()) {
      problems.add(got(Settings.REDIS_PASSWORD) + "; takes none if redis.url has one");
    }
  }

  private void checkNames() {
    if (find(Settings.LISTEN).isEmpty() || find(Settings.CLIENT_ID).isEmpty()) {
      return; // they have lines of their own
    }
    String publicUrl =
        find(Settings.PUBLIC_URL)
            .orElseGet(() -> new Origin("http", "localhost", Listen.MAX_PORT))
            .text();
    String issuer = find(Settings.ISSUER).orElse(publicUrl);
    String audience = find(Settings.AUDIENCE).orElse(issuer);
    int length = (issuer + audience + get(Settings.CLIENT_ID)).length();
    if (length > AccessPolicy.MAX_NAMES_LENGTH) {
      problems.add(
          "issuer, audience and client-id: got "
              + length
              + " characters together; takes "
              + AccessPolicy.MAX_NAMES_LENGTH);
    }
  }

  private Map<String, String> whereabouts() {
    Map<String, String> whereabouts = new LinkedHashMap<>();
    for (Setting<?> setting :
        List.of(
            Settings.DATA_DIR,
            Settings.DATABASE_URL,
            Settings.DATABASE_USER,
            Settings.DATABASE_PASSWORD,
            Settings.DATABASE_ALLOW_PLAINTEXT,
            Settings.MASTER_KEY)) {
      Optional.ofNullable(given.texts().get(setting.name()))
          .flatMap(Given.Text::variable)
          .filter(variable -> !setting.secret() || variable.name().equals(setting.fileVariable()))
          .ifPresent(variable -> whereabouts.put(variable.name(), variable.value()));
    }
    return Collections.unmodifiableMap(whereabouts);
  }

  private String got(Setting<?> setting) {
    Told told = told(setting);
    String value = setting.secret() ? "a secret" : Shown.quoted(told.value());
    return told.name() + ": got " + value + " (" + told.source() + ")";
  }

  private Told told(Setting<?> setting) {
    Given.Text text = given.texts().get(setting.name());
    if (text == null) {
      return new Told(setting.name(), setting.preset().shown(), "default");
    }
    return new Told(setting.name(), setting.secret() ? MASKED : text.text(), text.source());
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!given.ignored().isEmpty()) {
      warnings.add("ignored, since Kubernetes sets them: " + String.join(", ", given.ignored()));
    }
    if (get(Settings.DEMO)) {
      warnings.add("demo: is true, so the demo page is at /demo");
    }
    if (get(Settings.ADMIN_LISTEN).where().filter(listen -> !listen.isLoopback()).isPresent()) {
      warnings.add(
          "admin.listen: is "
              + told(Settings.ADMIN_LISTEN).value()
              + ", so others can reach metrics and health, which ask nobody for a password");
    }
    Origin publicUrl = config().web().publicUrlAt(get(Settings.LISTEN).port());
    for (Origin origin : find(Settings.ALLOWED_ORIGINS).orElse(List.of())) {
      if (!origin.isSameSiteAs(publicUrl)) {
        warnings.add(
            "allowed-origins: "
                + origin.text()
                + " is another site than "
                + publicUrl.text()
                + ", so browsers will not send it our cookies with SameSite=Strict");
      }
    }
    if (find(Settings.DATABASE_URL).orElse(null) instanceof DatabaseUrl.OnServer(var url)
        && !url.isLocal()
        && url.asksForLess()) {
      warnings.add(
          "database.allow-plaintext: is true, so whoever is on the way to the database can read"
              + " what goes there, or answer in its place");
    }
    for (Setting<?> limit : Settings.LIMITS) {
      if (told(limit).value().equals("0")) {
        warnings.add(limit.name() + ": is 0, so this is not limited");
      }
    }
    return List.copyOf(warnings);
  }

  private Config config() {
    Path directory = workingDirectory.resolve(get(Settings.DATA_DIR)).toAbsolutePath().normalize();
    return new Config(
        new Web(
            get(Settings.LISTEN),
            get(Settings.ADMIN_LISTEN).where(),
            find(Settings.PUBLIC_URL),
            find(Settings.ALLOWED_ORIGINS).orElse(List.of()),
            find(Settings.TRUSTED_PROXIES).orElse(TrustedProxies.NONE),
            get(Settings.DEMO)),
        new Tokens(find(Settings.ISSUER), find(Settings.AUDIENCE), get(Settings.CLIENT_ID)),
        new Signing(
            get(Settings.SIGNING_ALGORITHM),
            get(Settings.SIGNING_MAX_AGE),
            find(Settings.SIGNING_KEY_FILE).map(workingDirectory::resolve).map(Path::normalize),
            find(Settings.HS256_SECRET),
            get(Settings.CRYPTO_PROVIDER)),
        new Storage(
            directory,
            database(directory),
            find(Settings.MASTER_KEY),
            find(Settings.MASTER_KEY_PREVIOUS)),
        new SessionPolicy(
            get(Settings.ACCESS_TTL),
            get(Settings.REFRESH_TTL),
            get(Settings.SESSION_MAX),
            get(Settings.RETRY_WINDOW),
            get(Settings.LEEWAY),
            get(Settings.MAX_SESSIONS)),
        new Passwords(get(Settings.BCRYPT_COST), get(Settings.MIN_LENGTH)),
        LimitPolicy.of(
            get(Settings.LOGIN_PER_ADDRESS),
            get(Settings.LOGIN_FAILURES),
            get(Settings.REFRESH_PER_SESSION),
            get(Settings.REFRESH_PER_ADDRESS)),
        find(Settings.FEED_SECRET),
        find(Settings.REDIS_URL)
            .map(url ->
                new RedisSettings(
                    url,
                    find(Settings.REDIS_USER),
                    find(Settings.REDIS_PASSWORD),
                    find(Settings.REDIS_CA_FILE)
                        .map(workingDirectory::resolve)
                        .map(Path::normalize),
                    get(Settings.REDIS_CLUSTER),
                    get(Settings.REDIS_PREFIX))));
  }

  private DatabaseSettings database(Path directory) {
    Optional<Integer> size = find(Settings.DATABASE_POOL_SIZE);
    DatabaseUrl url =
        find(Settings.DATABASE_URL)
            .orElseGet(() -> new DatabaseUrl.InFile(directory.resolve("sallyport.db")));
    return switch (url) {
      case DatabaseUrl.InFile(var file) ->
          new DatabaseSettings.Sqlite(
              workingDirectory.resolve(file).toAbsolutePath().normalize(),
              size.orElse(DatabaseSettings.Sqlite.DEFAULT_READERS));
      case DatabaseUrl.OnServer(var server) ->
          new DatabaseSettings.Postgres(
              server,
              get(Settings.DATABASE_USER),
              find(Settings.DATABASE_PASSWORD),
              size.orElse(DatabaseSettings.Postgres.DEFAULT_CONNECTIONS));
    };
  }
}
