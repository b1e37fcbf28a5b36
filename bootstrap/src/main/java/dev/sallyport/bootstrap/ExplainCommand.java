package dev.sallyport.bootstrap;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.jwt.CurrentKeyRing;
import dev.sallyport.adapters.jwt.JwtVerifier;
import dev.sallyport.adapters.jwt.SignatureProvider;
import dev.sallyport.adapters.jwt.TokenDiagnosis.Judged;
import dev.sallyport.adapters.jwt.TokenDiagnosis.MalformedClaims;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.adapters.jwt.TokenDiagnosis.OtherClaims;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.bootstrap.config.Config;
import dev.sallyport.bootstrap.config.ConfigReader.Configured;
import dev.sallyport.bootstrap.config.Shown;
import dev.sallyport.domain.access.AccessClaims;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.key.SigningKeys;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "explain",
    description = {
      "Reads one token from standard input and says why it is, or would be, refused.",
      "Nothing is presented: a refresh token stays good. Exit code 0 if it would be accepted."
    })
final class ExplainCommand implements Callable<Integer> {

  private static final int MOST_BYTES = 16_384;

  private final Commands commands;

  ExplainCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    Optional<String> token = read();
    return token.isEmpty()
        ? commands.terminal().failed("no token was given on standard input")
        : commands.withSettings(configured -> explain(configured, token.get()));
  }

  private int explain(Configured configured, String token) {
    return commands.inInstallation(
        configured,
        installation -> {
          Instant now = commands.surroundings().clock().instant();
          return token.length() == RefreshToken.TEXT_LENGTH && token.indexOf('.') < 0
              ? refresh(installation, token, now)
              : access(configured.config(), installation, token, now);
        });
  }

  private Optional<String> read() {
    Terminal terminal = commands.terminal();
    if (terminal.dialogue().isPresent()) {
      return terminal.dialogue().get().askHidden("Token: ").map(String::strip);
    }
    if (terminal.echoes().getAsBoolean()) {
      return Optional.empty();
    }
    try {
      byte[] read = terminal.in().readNBytes(MOST_BYTES);
      return Optional.of(new String(read, StandardCharsets.UTF_8).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private int access(Config config, Installation installation, String token, Instant now) {
    SigningKeys keys = installation.keys.stored().signing();
    AccessPolicy policy = config.accessPolicyAt(config.web().listen().port());
    if (installation.keys.signing().isEmpty()) {
      return refused("there is no signing key yet: the first start of the server makes it");
    }
    header(token).ifPresent(header -> tellKey(header, keys, now));
    var verifier =
        new JwtVerifier(
            new CurrentKeyRing(installation.keys::signing, new SignatureProvider()), policy);
    return switch (verifier.examine(token, now)) {
      case NotOpened(var why) -> refused(words(why));
      case OtherClaims(var missing, var added) ->
          refused("we signed it, but it lacks the claims " + missing + " and adds " + added.size());
      case MalformedClaims(var names) ->
          refused("we signed it, but these claims are not of our form: " + names);
      case Judged(var claims, var algorithm, var validity) ->
          told(installation, policy, claims, algorithm, validity, now)
              .map(this::refused)
              .orElseGet(() -> judgedByTheServersRule(installation, verifier, token, now));
    };
  }

  private static Optional<JsonObject> header(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(token.substring(0, dot));
      return StrictJson.parse(decoded, StrictJson.Limits.TOKEN) instanceof Document(JsonObject o)
          ? Optional.of(o)
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void tellKey(JsonObject header, SigningKeys keys, Instant now) {
    if (header.member("typ") instanceof JsonString(String typ)) {
      tell("it says that it is of the type " + Shown.quoted(typ));
    }
    if (header.member("kid") instanceof JsonString(String kid)) {
      tell(
          "it says that it was signed by the key "
              + KeyId.parse(kid)
                  .flatMap(keys::find)
                  .map(key -> key.id() + ", which " + use(keys.useOf(key, now)))
                  .orElseGet(() -> Shown.quoted(kid) + ", which we do not have"));
    }
  }

  private static String use(SigningKeys.Use use) {
    return switch (use) {
      case PUBLISHED -> "is published and does not sign yet";
      case SIGNS -> "signs now";
      case VERIFIES -> "verifies what it signed";
      case RETIRED -> "is out of use";
      case REVOKED -> "was revoked";
    };
  }

  /// What is said of a token that we signed.
  ///
  /// @return why it is refused, if that can be told already
  private Optional<String> told(
      Installation installation,
      AccessPolicy policy,
      AccessClaims claims,
      SigningAlgorithm algorithm,
      AccessPolicy.Validity validity,
      Instant now) {
    tell("an access token, and the signature is ours (" + algorithm.text() + ")");
    tell("iss " + claims.issuer() + ", aud " + claims.audience() + ", client " + claims.clientId());
    tell("user " + claims.subject().text() + ", roles " + claims.roles());
    tell("issued " + claims.issuedAt() + ", expires " + claims.expiresAt());
    tell("session " + claims.session() + ", generation " + claims.generation());
    Optional<Session> session = installation.sessions.find(claims.session());
    tell(session.map(found -> state(found, now)).orElse("the session is not known any more"));
    Optional<User> user = installation.users.find(claims.subject());
    tell(
        "the user " + user.map(u -> u.disabled() ? "is disabled" : "is enabled").orElse("is gone"));
    if (validity != AccessPolicy.Validity.VALID) {
      return Optional.of(words(validity, claims, policy));
    }
    if (session.isPresent() && session.get().revocation().refuses(claims.generation(), now)) {
      return Optional.of(
          "revoked"
              + session
                  .get()
                  .end()
                  .map(end -> " with its session, " + end.cause().word() + " at " + end.at())
                  .orElse(": the roles have changed since; a refresh brings the new ones"));
    }
    return Optional.empty();
  }

  /// By the very rule that lets requests in, so that nothing is called good here that is refused
  /// there.
  private int judgedByTheServersRule(
      Installation installation, JwtVerifier verifier, String token, Instant now) {
    var rule =
        new AuthenticateRequest(
            verifier,
            id -> installation.sessions.find(id).map(Session::revocation).orElse(Revocation.NONE),
            installation.sessions,
            installation.users,
            () -> now);
    return rule.authenticate(token) instanceof Authenticated
        ? commands.terminal().done("accepted")
        : refused("with HS256 the session and its user have to be live in the database");
  }

  private static String state(Session session, Instant now) {
    return "the session is at generation "
        + session.generation()
        + " and "
        + session
            .end()
            .map(end -> "has ended at " + end.at() + ": " + end.cause().word())
            .orElseGet(() -> session.isLive(now) ? "live" : "expired " + session.idleUntil());
  }

  private int refresh(Installation installation, String text, Instant now) {
    var tokens = new RefreshTokens(installation.keys);
    Optional<RefreshToken> parsed = tokens.parse(text);
    if (parsed.isEmpty()) {
      return refused("it has the length of a refresh token, and not the form of one of ours");
    }
    RefreshToken token = parsed.get();
    Optional<Session> found = installation.sessions.find(token.session());
    if (found.filter(session -> tokens.isOurs(token, session)).isEmpty()) {
      return refused("it has the form of a refresh token, and we did not make it, or forgot it");
    }
    Session session = found.get();
    tell("a refresh token that we made, of the session " + session.id());
    tell("generation " + token.generation() + "; " + state(session, now));
    boolean disabled = installation.users.find(session.user()).map(User::disabled).orElse(true);
    tell("the user is " + (disabled ? "disabled or gone" : "enabled"));
    if (!session.isLive(now) || disabled) {
      return refused("its session has ended or expired, or its user may not sign in");
    }
    if (token.generation() < session.generation()) {
      return refused("it was used already: presented again, it would end the session as a replay");
    }
    return commands
        .terminal()
        .done(
            token.generation() == session.generation()
                ? "accepted"
                : "accepted, and reported: the database lost its latest writes");
  }

  private static String words(
      AccessPolicy.Validity validity, AccessClaims claims, AccessPolicy policy) {
    return switch (validity) {
      case VALID -> "it is valid";
      case EXPIRED -> "expired since " + claims.expiresAt();
      case WRONG_ISSUER -> "the issuer is another than ours, " + policy.issuer();
      case WRONG_AUDIENCE -> "the audience is another than ours, " + policy.audience();
      case WRONG_CLIENT -> "the client is another than ours, " + policy.clientId();
      case NO_LIFE -> "it expires no later than it was issued";
      case LIFE_TOO_LONG -> "it lives longer than access.ttl, " + policy.ttl();
      case NO_GENERATION -> "no session has such a generation";
      case FROM_THE_FUTURE -> "it was issued later than now, by more than 30 s";
    };
  }

  private static String words(JwsGate.Refusal why) {
    return switch (why) {
      case TOO_LONG -> "it is longer than any token of ours";
      case FORBIDDEN_CHARACTER -> "it has a character that no token has";
      case NOT_THREE_SEGMENTS -> "it is no JWT: it has not three parts";
      case EMPTY_SEGMENT -> "a part of it is empty";
      case NOT_BASE64URL -> "a part of it is not canonical base64url";
      case HEADER_NOT_JSON -> "the header is not strict JSON";
      case HEADER_MEMBERS -> "the header has not exactly alg, kid and typ";
      case WRONG_TYPE -> "it is of another type than an access token, at+jwt";
      case MALFORMED_KID -> "the kid has not the form of a key id";
      case UNKNOWN_KEY -> "no key that verifies now has this kid";
      case WRONG_ALGORITHM -> "the algorithm is not that of the key";
      case SIGNATURE_LENGTH -> "the signature has not the length of one by this key";
      case WRONG_SIGNATURE -> "the signature is not by this key, or the token was changed";
      case SIGNATURE_NOT_CHECKED -> "the signature can't be checked";
      case CLAIMS_NOT_JSON -> "we signed it, and the claims are not strict JSON";
      case CLAIMS_NOT_AN_OBJECT -> "we signed it, and the claims are not an object";
    };
  }

  private void tell(String line) {
    commands.terminal().out().println(line);
  }

  private int refused(String why) {
    tell("refused: " + why);
    return Terminal.FAILED;
  }
}
