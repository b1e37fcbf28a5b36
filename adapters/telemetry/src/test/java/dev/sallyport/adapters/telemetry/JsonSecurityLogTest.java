package dev.sallyport.adapters.telemetry;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.AccessDenied;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused;
import dev.sallyport.application.port.SecurityEvent.Administered;
import dev.sallyport.application.port.SecurityEvent.ClientAdded;
import dev.sallyport.application.port.SecurityEvent.ClientRemoved;
import dev.sallyport.application.port.SecurityEvent.CsrfRefused;
import dev.sallyport.application.port.SecurityEvent.InputRefused;
import dev.sallyport.application.port.SecurityEvent.InstallationMoved;
import dev.sallyport.application.port.SecurityEvent.LimitExceeded;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.application.port.SecurityEvent.LoginFailed.Failure;
import dev.sallyport.application.port.SecurityEvent.LoginLocked;
import dev.sallyport.application.port.SecurityEvent.LoginSucceeded;
import dev.sallyport.application.port.SecurityEvent.LoginSucceededAfterFailures;
import dev.sallyport.application.port.SecurityEvent.MasterKeyChanged;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.RefreshContended;
import dev.sallyport.application.port.SecurityEvent.RefreshRefused;
import dev.sallyport.application.port.SecurityEvent.ResetTokenRefused;
import dev.sallyport.application.port.SecurityEvent.RootSecretAdded;
import dev.sallyport.application.port.SecurityEvent.ServerStarted;
import dev.sallyport.application.port.SecurityEvent.ServerStopped;
import dev.sallyport.application.port.SecurityEvent.ServiceRefused;
import dev.sallyport.application.port.SecurityEvent.SessionAhead;
import dev.sallyport.application.port.SecurityEvent.SessionEnded;
import dev.sallyport.application.port.SecurityEvent.SessionNotTheirs;
import dev.sallyport.application.port.SecurityEvent.SigningKeyAdded;
import dev.sallyport.application.port.SecurityEvent.SigningKeyRevoked;
import dev.sallyport.application.port.SecurityEvent.TokenRefreshed;
import dev.sallyport.application.port.SecurityEvent.TokenReused;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged.Change;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.Rotation;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

class JsonSecurityLogTest {

  private static final UserId USER = new UserId(new UUID(0x4000, 0x8000_0000_0000_0001L));
  private static final UserId OTHER = new UserId(new UUID(0x4000, 0x8000_0000_0000_0009L));
  private static final SessionId SESSION = new SessionId(new UUID(0x7000, 2));
  private static final String USER_TEXT = "00000000-0000-4000-8000-000000000001";
  private static final String SESSION_TEXT = "00000000-0000-7000-0000-000000000002";
  private static final Reuse REUSE =
      new Reuse(
          Reuse.Where.REFRESH,
          3,
          8,
          new Rotation(
              NOW.minusSeconds(90),
              Optional.empty(),
              new Client(new ClientAddress("198.51.100.9"), "Owner/2.0")),
          CLIENT,
          Reuse.Key.OTHER,
          NOW);

  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonSecurityLog log = new JsonSecurityLog(Given.seed(1).roots().current().logKey());

  /// What an event looks like in the log.
  record Expected(
      SecurityEvent event,
      String name,
      String level,
      String outcome,
      Map<String, Object> details) {}

  static Stream<Expected> events() {
    return Stream.of(
        new Expected(
            new LoginSucceeded(USER, SESSION),
            "authn_login_success",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "sid", SESSION_TEXT)),
        new Expected(
            new LoginFailed(Optional.empty(), Failure.UNKNOWN_USER),
            "authn_login_fail",
            "WARN",
            "failure",
            Map.of("reason", "unknown_user")),
        new Expected(
            new LoginSucceededAfterFailures(USER, SESSION, 4),
            "authn_login_successafterfail",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "sid", SESSION_TEXT, "failures", 4)),
        new Expected(
            new LoginLocked(
                Optional.empty(), LimitName.LOGIN_PER_ADDRESS, Duration.ofMillis(36_001)),
            "authn_login_lock",
            "WARN",
            "failure",
            Map.of("limit", "login-per-address", "retry_after_seconds", 37, "left_out", 0)),
        new Expected(
            new LimitExceeded(LimitName.LOGIN_PER_ADDRESS),
            "excess_rate_limit_exceeded",
            "WARN",
            "failure",
            Map.of("limit", "login-per-address", "left_out", 0)),
        new Expected(
            new RefreshContended(SESSION),
            "session_contended",
            "WARN",
            "failure",
            Map.of("sid", SESSION_TEXT)),
        new Expected(
            new TokenRefreshed(USER, SESSION, 7, true),
            "authn_token_created",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "sid", SESSION_TEXT, "generation", 7, "repeated", true)),
        new Expected(
            new TokenReused(USER, SESSION, REUSE),
            "authn_token_reuse",
            "WARN",
            "failure",
            Map.ofEntries(
                entry("user", USER_TEXT),
                entry("sid", SESSION_TEXT),
                entry("class", "theft"),
                entry("presented_at", "refresh"),
                entry("presented_generation", 3),
                entry("current_generation", 8),
                entry("generations_apart", 5),
                entry("seconds_since_rotation", 90),
                entry("idempotency_key", "other"),
                entry("rotated_by_address", "198.51.100.9"),
                entry("rotated_by_user_agent", "Owner/2.0"))),
        new Expected(
            new SessionAhead(USER, SESSION, 9, 4),
            "session_ahead",
            "ERROR",
            "success",
            Map.of(
                "user",
                USER_TEXT,
                "sid",
                SESSION_TEXT,
                "presented_generation",
                9,
                "current_generation",
                4,
                "generations_apart",
                5)),
        new Expected(
            new SessionEnded(USER, SESSION, EndCause.LOGGED_OUT),
            "authn_token_revoked",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "sid", SESSION_TEXT, "cause", "logged_out")),
        new Expected(
            new RefreshRefused(SESSION, Refusal.EXPIRED),
            "session_use_after_expire",
            "WARN",
            "failure",
            Map.of("sid", SESSION_TEXT, "reason", "expired")),
        new Expected(
            new UserCreated(USER, Given.roles("admin", "reader")),
            "user_created",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "roles", List.of("admin", "reader"))),
        new Expected(
            new UserChanged(USER, Change.ROLES),
            "privilege_permissions_changed",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "change", "roles")),
        new Expected(
            new SigningKeyAdded(new KeyId("kid-1"), SigningAlgorithm.ED25519, NOW),
            "crypto_key_added",
            "INFO",
            "success",
            Map.of(
                "kid", "kid-1", "algorithm", "Ed25519", "signs_from", OneLineJson.timestamp(NOW))),
        new Expected(
            new SigningKeyRevoked(new KeyId("kid-1")),
            "crypto_key_revoked",
            "INFO",
            "success",
            Map.of("kid", "kid-1")),
        new Expected(
            new RootSecretAdded(2),
            "crypto_root_secret_added",
            "INFO",
            "success",
            Map.of("root_secret", 2)),
        new Expected(
            new MasterKeyChanged(), "crypto_master_key_changed", "INFO", "success", Map.of()),
        new Expected(
            new ClientAdded(new OAuthClientId("notes")),
            "oauth_client_added",
            "INFO",
            "success",
            Map.of("client", "notes")),
        new Expected(
            new ClientRemoved(new OAuthClientId("notes")),
            "oauth_client_removed",
            "INFO",
            "success",
            Map.of("client", "notes")),
        new Expected(
            new ServiceRefused("POST /oauth/introspect"),
            "authn_service_fail",
            "WARN",
            "failure",
            Map.of("route", "POST /oauth/introspect")),
        new Expected(
            new CsrfRefused("POST /auth/refresh", CsrfRefused.Cause.TOKEN),
            "malicious_csrf",
            "WARN",
            "failure",
            Map.of("route", "POST /auth/refresh", "missing", "token")),
        new Expected(
            new InputRefused(
                Optional.of("POST /auth/login"), "invalid-request", List.of("username:missing")),
            "input_validation_fail",
            "WARN",
            "failure",
            Map.of(
                "route",
                "POST /auth/login",
                "problem",
                "invalid-request",
                "fields",
                List.of("username:missing"))),
        new Expected(
            new AccessTokenRefused("GET /auth/me", AccessTokenRefused.Flaw.INVALID),
            "authn_token_invalid",
            "WARN",
            "failure",
            Map.of("route", "GET /auth/me", "reason", "invalid")),
        new Expected(
            new PasswordNotChanged(USER, PasswordNotChanged.Obstacle.WEAK),
            "authn_password_change_fail",
            "WARN",
            "failure",
            Map.of("user", USER_TEXT, "reason", "weak")),
        new Expected(new ServerStarted(), "sys_startup", "INFO", "success", Map.of()),
        new Expected(new ServerStopped(), "sys_shutdown", "INFO", "success", Map.of()),
        new Expected(
            new InstallationMoved("/data/sallyport.db", "jdbc:postgresql://db:5432/sallyport"),
            "sys_installation_moved",
            "INFO",
            "success",
            Map.of("from", "/data/sallyport.db", "to", "jdbc:postgresql://db:5432/sallyport")),
        new Expected(
            new AccessDenied(USER, "GET /admin/users"),
            "authz_fail",
            "WARN",
            "failure",
            Map.of("user", USER_TEXT, "route", "GET /admin/users")),
        new Expected(
            new SessionNotTheirs(USER, SESSION),
            "authz_fail",
            "WARN",
            "failure",
            Map.of("user", USER_TEXT, "sid", SESSION_TEXT)),
        new Expected(
            new Administered(USER, "PATCH /admin/users/{sub}", Optional.of(OTHER)),
            "authz_admin",
            "INFO",
            "success",
            Map.of("user", USER_TEXT, "route", "PATCH /admin/users/{sub}", "about", OTHER.text())),
        new Expected(
            new ResetTokenRefused(),
            "authn_token_invalid",
            "WARN",
            "failure",
            Map.of("reason", "reset_token")));
  }

  /// The events whose name hangs on what they hold, of every name.
  static Stream<SecurityEvent> variants() {
    return Stream.<Stream<SecurityEvent>>of(
            Stream.of(Refusal.values()).map(why -> new RefreshRefused(SESSION, why)),
            Stream.of(Change.values()).map(change -> new UserChanged(USER, change)),
            Stream.of(AccessTokenRefused.Flaw.values())
                .map(flaw -> new AccessTokenRefused("GET /auth/me", flaw)),
            Stream.of(
                new Administered(USER, "GET /admin/users", Optional.empty()),
                failedLoginOf("alice"),
                new LoginLocked(
                    Optional.of(Given.username("alice")),
                    LimitName.LOGIN_FAILURES,
                    Duration.ofMinutes(1))))
        .flatMap(events -> events);
  }

  /// What an event looks like in the log.
  static Map<String, Object> parsed(SecurityEvent event) {
    var lines = new ArrayList<String>();
    var log = new JsonSecurityLog(Given.seed(1).roots().current().logKey(), lines::add);
    log.record(event, CALLER, NOW);
    return parse(lines.getFirst());
  }

  @Tag("ASVS-16.2.1")
  @Tag("ASVS-16.2.2")
  @Tag("ASVS-16.2.4")
  @Tag("ASVS-16.3.1")
  @ParameterizedTest
  @MethodSource("events")
  void an_event_is_one_line_of_exactly_these_members(Expected line) {
    var expected = new LinkedHashMap<String, Object>();
    expected.put("ts", "2026-11-24T08:00:00.123Z");
    expected.put("event", line.name());
    expected.put("level", line.level());
    expected.put("outcome", line.outcome());
    expected.put("request_id", "request-1");
    expected.put("address", "192.0.2.7");
    expected.put("user_agent", "Test/1.0");
    expected.putAll(line.details());

    assertThat(logged(line.event(), CALLER)).isEqualTo(expected);
  }

  @Tag("ASVS-16.2.1")
  @Tag("ASVS-16.3.1")
  @Test
  void every_kind_of_event_has_its_line_above() {
    assertThat(events().map(line -> line.event().getClass().getName()))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(SecurityEvent.class.getPermittedSubclasses()).map(Class::getName).toList());
  }

  @ParameterizedTest
  @EnumSource
  void every_refusal_has_its_name(Refusal why) {
    assertThat(logged(new RefreshRefused(SESSION, why), CALLER))
        .contains(
            entry(
                "event",
                Map.of(
                        Refusal.UNKNOWN, "authn_token_invalid",
                        Refusal.EXPIRED, "session_use_after_expire",
                        Refusal.ENDED, "session_use_after_expire",
                        Refusal.REPLAYED, "authn_token_reuse")
                    .get(why)));
  }

  @Test
  void an_access_token_of_a_session_that_ended_is_used_after_its_end() {
    assertThat(
            logged(new AccessTokenRefused("GET /auth/me", AccessTokenRefused.Flaw.REVOKED), CALLER))
        .contains(entry("event", "session_use_after_expire"), entry("reason", "revoked"));
  }

  @Test
  void a_request_that_reached_no_route_has_none() {
    assertThat(logged(new InputRefused(Optional.empty(), "uri-too-long", List.of()), CALLER))
        .doesNotContainKey("route")
        .contains(entry("problem", "uri-too-long"), entry("fields", List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void every_change_of_a_user_has_its_name(Change change) {
    assertThat(logged(new UserChanged(USER, change), CALLER))
        .contains(
            entry(
                "event",
                Map.of(
                        Change.RENAMED, "user_updated",
                        Change.ROLES, "privilege_permissions_changed",
                        Change.DISABLED, "user_updated",
                        Change.ENABLED, "user_updated",
                        Change.PASSWORD_CHANGED, "authn_password_change",
                        Change.PASSWORD_RESET, "authn_password_change",
                        Change.DELETED, "user_deleted")
                    .get(change)));
  }

  @Tag("ASVS-16.2.5")
  @Test
  void the_name_of_a_failed_login_stands_there_only_as_a_pseudonym() {
    String line = line(failedLoginOf("hunter2"), CALLER);

    assertThat(line).doesNotContain("hunter2");
    assertThat(line).containsPattern("\"name_hmac\":\"[A-Za-z0-9_-]{22}\"");
  }

  @Test
  void so_does_the_name_of_a_locked_login_and_it_is_the_same_pseudonym() {
    var locked =
        new LoginLocked(
            Optional.of(Given.username("hunter2")),
            LimitName.LOGIN_FAILURES,
            Duration.ofMinutes(1));

    String line = line(locked, CALLER);
    assertThat(line).doesNotContain("hunter2");
    assertThat(parse(line).get("name_hmac"))
        .isNotNull()
        .isEqualTo(logged(failedLoginOf("hunter2"), CALLER).get("name_hmac"));
  }

  @Test
  void the_pseudonym_is_the_same_for_the_same_name_under_the_same_key_only() {
    var otherKey = new JsonSecurityLog(Given.seed(2).roots().current().logKey());
    Object alice = logged(failedLoginOf("alice"), CALLER).get("name_hmac");

    assertThat(logged(failedLoginOf("alice"), CALLER)).contains(entry("name_hmac", alice));
    assertThat(logged(failedLoginOf("bob"), CALLER)).doesNotContain(entry("name_hmac", alice));
    var lines =
        Captured.lines(
            ServerLog.Format.JSON, () -> otherKey.record(failedLoginOf("alice"), CALLER, NOW));
    assertThat(parse(lines.getFirst())).doesNotContain(entry("name_hmac", alice));
  }

  @Tag("ASVS-1.1.2")
  @Tag("ASVS-1.2.3")
  @Tag("ASVS-1.3.10")
  @Tag("ASVS-16.4.1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n2026-01-01 INFO login ok user=admin",
        "a\r\nb",
        "\u001b[2J\u001b[1;1H",
        "\u0000\u0007\b\f\u007f\u0085\u009b",
        "\u2028\u2029",
        "\u202eevil\u202c\u2066x\u2069\u200f",
        "\",\"event\":\"authn_login_success",
        "\\\",\\u000a",
        "{}${jndi:ldap://127.0.0.1/a}%s%n",
        "\ud800 alone",
        "\ud83d\udd11 ümlaut"
      })
  void no_value_can_leave_its_place(String hostile) {
    var caller = new Caller(hostile, new Client(CLIENT.address(), hostile));

    String line = line(new AccessDenied(USER, hostile), caller);

    assertThat(line).matches("[ -~]+");
    assertThat(parse(line))
        .hasSize(9)
        .contains(
            entry("event", "authz_fail"), entry("request_id", hostile), entry("route", hostile));
  }

  @Tag("ASVS-16.2.2")
  @Test
  void a_whole_second_is_written_with_its_milliseconds() {
    var lines =
        Captured.lines(
            ServerLog.Format.PLAIN,
            () ->
                log.record(
                    new CsrfRefused("POST /auth/refresh", CsrfRefused.Cause.TOKEN),
                    CALLER,
                    Instant.parse("2026-01-01T00:00:00Z")));

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("{\"ts\":\"2026-01-01T00:00:00.000Z\",");
  }

  @Test
  void a_log_of_its_own_takes_the_same_lines_and_the_server_log_none() {
    var own = new ArrayList<String>();
    var apart = new JsonSecurityLog(Given.seed(1).roots().current().logKey(), own::add);

    var lines =
        Captured.lines(
            ServerLog.Format.JSON, () -> apart.record(failedLoginOf("alice"), CALLER, NOW));

    assertThat(lines).isEmpty();
    assertThat(own).containsExactly(line(failedLoginOf("alice"), CALLER));
  }

  @Test
  void what_cannot_be_logged_is_counted_and_does_not_throw() {
    var lines =
        Captured.lines(
            ServerLog.Format.JSON,
            () -> {
              ((LoggerContext) LoggerFactory.getILoggerFactory()).addTurboFilter(new Failing());
              log.record(
                  new CsrfRefused("POST /auth/refresh", CsrfRefused.Cause.TOKEN), CALLER, NOW);
            });

    assertThat(lines).isEmpty();
    assertThat(log.lost()).isEqualTo(1);
  }

  /// Breaks the security log in the middle of the logging framework.
  private static final class Failing extends TurboFilter {
    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        Logger logger,
        Level level,
        @Nullable String format,
        Object @Nullable [] params,
        @Nullable Throwable thrown) {
      throw new IllegalStateException("broken");
    }
  }

  private Map<String, Object> logged(SecurityEvent event, Caller caller) {
    return parse(line(event, caller));
  }

  private String line(SecurityEvent event, Caller caller) {
    var lines = Captured.lines(ServerLog.Format.JSON, () -> log.record(event, caller, NOW));
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }

  private static LoginFailed failedLoginOf(String name) {
    return new LoginFailed(Optional.of(Given.username(name)), Failure.WRONG_PASSWORD);
  }

  private static Map<String, Object> parse(String line) {
    try {
      return STRICT.readValue(line, new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(line, notJson);
    }
  }

  @Test
  void what_a_limit_refuses_is_one_line_a_minute_with_the_count_of_the_others() {
    var lines = new ArrayList<String>();
    var counting = new JsonSecurityLog(Given.seed(1).roots().current().logKey(), lines::add);
    for (int second = 0; second < 70; second++) {
      counting.record(
          new LimitExceeded(LimitName.CSRF_PER_ADDRESS), CALLER, NOW.plusSeconds(second));
      counting.record(failedLoginOf("alice"), CALLER, NOW.plusSeconds(second));
    }

    assertThat(lines.stream().filter(line -> line.contains("excess_rate_limit_exceeded")))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"left_out\":0"),
            line -> assertThat(line).contains("\"left_out\":59"));
    assertThat(lines).as("anything else has a line each").hasSize(72);
    assertThat(counting.written()).isEqualTo(72);
  }

  @Test
  void what_all_addresses_do_to_one_user_is_one_line() {
    var lines = new ArrayList<String>();
    var counting = new JsonSecurityLog(Given.seed(1).roots().current().logKey(), lines::add);
    for (LimitName limit : List.of(LimitName.LOGIN_FAILURES_PER_DAY, LimitName.LOGIN_FAILURES)) {
      for (String address : List.of("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2")) {
        counting.record(
            new LoginLocked(Optional.of(Given.username("alice")), limit, Duration.ofMinutes(1)),
            new Caller("id", new Client(new ClientAddress(address), "")),
            NOW);
      }
    }

    assertThat(lines.stream().filter(line -> line.contains("login-failures-per-day"))).hasSize(1);
    assertThat(lines.stream().filter(line -> line.contains("\"login-failures\"")))
        .as("one for each address, and a /64 is one")
        .hasSize(3);
  }
}
