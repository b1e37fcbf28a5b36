package dev.sallyport.adapters.telemetry;

import dev.sallyport.application.port.Caller;
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
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.key.Hmac;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.throttle.LimitName;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The security log as lines of JSON, one an event, by the names of the OWASP Logging Vocabulary.
///
/// Each line has `ts`, `event`, `level`, `outcome` (`success` or `failure`), `request_id`,
/// `address` and `user_agent`, most have `user` and `sid`, and then what the event alone has. The
/// level is `WARN` for what an attacker may have caused and `ERROR` for what an operator must look
/// at: whoever can cause an event at will must not be able to ring that bell.
///
/// Of what limits refuse, each limit tells of each address or user once a minute, with the count of
/// what was left out: whoever goes on against a limit must not be able to push other lines out.
///
/// The name that a failed login was tried with stands there only as `name_hmac`, since people type
/// passwords into the wrong field: the same for the same name, and of no use without the key.
public final class JsonSecurityLog implements SecurityLog {

  /// The name of the logger whose messages are whole lines of JSON.
  static final String LOGGER = "security";

  private static final int PSEUDONYM_BYTES = 16;
  private static final OptionalLong NOTHING = OptionalLong.of(0);

  private final BiConsumer<Level, String> out;
  private final LongAdder written = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final FirstOfAMinute refusals = new FirstOfAMinute();
  private final Hmac names;

  private JsonSecurityLog(BiConsumer<Level, String> out, Hmac names) {
    this.out = out;
    this.names = names;
  }

  /// A log whose lines go where [ServerLog] writes, among the others, as they are.
  ///
  /// @param names the key of pseudonyms: `RootSecret.logKey()`
  public JsonSecurityLog(Hmac names) {
    this(toServerLog(), names);
  }

  /// A log of its own.
  ///
  /// @param names the key of pseudonyms: `RootSecret.logKey()`
  /// @param lines takes each line, without its end, in the thread that records
  public JsonSecurityLog(Hmac names, Consumer<String> lines) {
    this((_, line) -> lines.accept(line), names);
  }

  private static BiConsumer<Level, String> toServerLog() {
    Logger logger = LoggerFactory.getLogger(LOGGER);
    return (level, line) -> logger.atLevel(level).log(line);
  }

  @Override
  public void record(SecurityEvent event, Caller caller, Instant at) {
    try {
      OptionalLong leftOut =
          kindOf(event, caller).map(kind -> refusals.leftOutBefore(kind, at)).orElse(NOTHING);
      if (leftOut.isEmpty()) {
        return;
      }
      Line line = lineOf(event, leftOut.getAsLong());
      out.accept(line.level(), OneLineJson.write(line.with(caller, at)));
      written.increment();
    } catch (RuntimeException unloggable) {
      // The request that is being logged has been decided; it must not fail here.
      lost.increment();
    }
  }

  /// How many events could not be logged since the start. What was lost on the way out is counted
  /// by [ServerLog#lost()].
  public long lost() {
    return lost.sum();
  }

  /// How many lines were written since the start, as far as this log sees.
  public long written() {
    return written.sum();
  }

  /// What is told of once a minute; empty for what has a line each time.
  private Optional<FirstOfAMinute.Kind> kindOf(SecurityEvent event, Caller caller) {
    return switch (event) {
      case LimitExceeded(var limit) -> Optional.of(kind(limit, "", caller));
      case LoginLocked(var typed, var limit, _) ->
          Optional.of(kind(limit, typed.map(this::pseudonym).orElse(""), caller));
      default -> Optional.empty();
    };
  }

  /// What all addresses do to one user is one kind: else each of them would have a line.
  private static FirstOfAMinute.Kind kind(LimitName limit, String user, Caller caller) {
    return new FirstOfAMinute.Kind(
        limit,
        user,
        limit == LimitName.LOGIN_FAILURES_PER_DAY
            ? ByteBuffer.allocate(0)
            : ByteBuffer.wrap(caller.client().address().prefix()));
  }

  private Line lineOf(SecurityEvent event, long leftOut) {
    return switch (event) {
      case LoginSucceeded(var user, var session) ->
          success("authn_login_success").of(user).of(session);
      case LoginSucceededAfterFailures(var user, var session, var failures) ->
          success("authn_login_successafterfail").of(user).of(session).and("failures", failures);
      case LoginFailed(var typed, var failure) ->
          failure("authn_login_fail").and("reason", word(failure)).and(pseudonymOf(typed));
      case LoginLocked(var typed, var limit, var retryAfter) ->
          failure("authn_login_lock")
              .and("limit", limit.text())
              .and("retry_after_seconds", Math.ceilDiv(retryAfter.toMillis(), 1000L))
              .and("left_out", leftOut)
              .and(pseudonymOf(typed));
      case LimitExceeded(var limit) ->
          failure("excess_rate_limit_exceeded").and("limit", limit.text()).and("left_out", leftOut);
      case TokenRefreshed(var user, var session, var generation, var repeated) ->
          success("authn_token_created")
              .of(user)
              .of(session)
              .and("generation", generation)
              .and("repeated", repeated);
      case TokenReused(var user, var session, var reuse) ->
          failure("authn_token_reuse").of(user).of(session).and(evidence(reuse));
      case SessionAhead(var user, var session, var presented, var current) ->
          new Line("session_ahead", Level.ERROR, "success")
              .of(user)
              .of(session)
              .and("presented_generation", presented)
              .and("current_generation", current)
              .and("generations_apart", presented - current);
      case SessionEnded(var user, var session, var cause) ->
          success("authn_token_revoked").of(user).of(session).and("cause", cause.word());
      case RefreshRefused(var session, var why) ->
          failure(refusedName(why)).of(session).and("reason", word(why));
      case RefreshContended(var session) -> failure("session_contended").of(session);
      case UserCreated(var user, var roles) ->
          success("user_created").of(user).and("roles", roles.texts());
      case UserChanged(var user, var change) ->
          success(changedName(change)).of(user).and("change", word(change));
      case SigningKeyAdded(var key, var algorithm, var signsFrom) ->
          success("crypto_key_added")
              .and("kid", key.text())
              .and("algorithm", algorithm.text())
              .and("signs_from", OneLineJson.timestamp(signsFrom));
      case SigningKeyRevoked(var key) -> success("crypto_key_revoked").and("kid", key.text());
      case RootSecretAdded(var number) ->
          success("crypto_root_secret_added").and("root_secret", number);
      case MasterKeyChanged() -> success("crypto_master_key_changed");
      case CsrfRefused(var route, var cause) ->
          failure("malicious_csrf").and("route", route).and("missing", word(cause));
      case InputRefused(var route, var problem, var fields) -> {
        var line = failure("input_validation_fail").and("problem", problem).and("fields", fields);
        route.ifPresent(name -> line.and("route", name));
        yield line;
      }
      case AccessTokenRefused(var route, var flaw) ->
          failure(refusedName(flaw)).and("route", route).and("reason", word(flaw));
      case PasswordNotChanged(var user, var obstacle) ->
          failure("authn_password_change_fail").of(user).and("reason", word(obstacle));
      case ServerStarted() -> success("sys_startup");
      case ServerStopped() -> success("sys_shutdown");
      case InstallationMoved(var from, var to) ->
          success("sys_installation_moved").and("from", from).and("to", to);
      case ClientAdded(var client) -> success("oauth_client_added").and("client", client.text());
      case ClientRemoved(var client) ->
          success("oauth_client_removed").and("client", client.text());
      case ServiceRefused(var route) -> failure("authn_service_fail").and("route", route);
      case AccessDenied(var user, var route) -> failure("authz_fail").of(user).and("route", route);
      case SessionNotTheirs(var user, var session) -> failure("authz_fail").of(user).of(session);
      case Administered(var by, var route, var about) -> {
        var line = success("authz_admin").of(by).and("route", route);
        about.ifPresent(user -> line.and("about", user.text()));
        yield line;
      }
      case ResetTokenRefused() -> failure("authn_token_invalid").and("reason", "reset_token");
    };
  }

  /// The line's own `address` and `user_agent` are those of who presented the token.
  private static Map<String, Object> evidence(Reuse reuse) {
    Client rotatedBy = reuse.lastRotation().by();
    var members = new LinkedHashMap<String, Object>();
    members.put("class", word(reuse.likely()));
    members.put("presented_at", word(reuse.where()));
    members.put("presented_generation", reuse.presented());
    members.put("current_generation", reuse.current());
    members.put("generations_apart", reuse.generationsApart());
    members.put("seconds_since_rotation", reuse.sinceRotation().toSeconds());
    members.put("idempotency_key", word(reuse.key()));
    members.put("rotated_by_address", rotatedBy.address().text());
    members.put("rotated_by_user_agent", rotatedBy.userAgent());
    return members;
  }

  private static String refusedName(Refusal why) {
    return switch (why) {
      case UNKNOWN -> "authn_token_invalid";
      case EXPIRED, ENDED -> "session_use_after_expire";
      case REPLAYED -> "authn_token_reuse";
    };
  }

  private static String refusedName(AccessTokenRefused.Flaw flaw) {
    return switch (flaw) {
      case INVALID -> "authn_token_invalid";
      case REVOKED -> "session_use_after_expire";
    };
  }

  private static String changedName(UserChanged.Change change) {
    return switch (change) {
      case RENAMED, DISABLED, ENABLED -> "user_updated";
      case ROLES -> "privilege_permissions_changed";
      case PASSWORD_CHANGED, PASSWORD_RESET -> "authn_password_change";
      case DELETED -> "user_deleted";
    };
  }

  private Map<String, Object> pseudonymOf(Optional<Username> typed) {
    return typed
        .<Map<String, Object>>map(name -> Map.of("name_hmac", pseudonym(name)))
        .orElseGet(Map::of);
  }

  private String pseudonym(Username name) {
    byte[] mac = names.of(name.text().getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(mac, PSEUDONYM_BYTES));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Line success(String event) {
    return new Line(event, Level.INFO, "success");
  }

  private static Line failure(String event) {
    return new Line(event, Level.WARN, "failure");
  }

  /// What a line says of the event; who asked, and when, comes in front.
  private record Line(String event, Level level, String outcome, Map<String, Object> details) {
    Line(String event, Level level, String outcome) {
      this(event, level, outcome, new LinkedHashMap<>());
    }

    Line of(UserId user) {
      return and("user", user.text());
    }

    Line of(SessionId session) {
      return and("sid", session.text());
    }

    Line and(String name, Object value) {
      details.put(name, value);
      return this;
    }

    Line and(Map<String, Object> more) {
      details.putAll(more);
      return this;
    }

    Map<String, Object> with(Caller caller, Instant at) {
      Client client = caller.client();
      var line = new LinkedHashMap<String, Object>();
      line.put("ts", OneLineJson.timestamp(at));
      line.put("event", event);
      line.put("level", level.name());
      line.put("outcome", outcome);
      line.put("request_id", caller.requestId());
      line.put("address", client.address().text());
      line.put("user_agent", client.userAgent());
      line.putAll(details);
      return line;
    }
  }
}
