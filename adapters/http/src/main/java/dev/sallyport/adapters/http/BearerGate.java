package dev.sallyport.adapters.http;

import dev.sallyport.adapters.gate.BearerCredentials;
import dev.sallyport.adapters.gate.BearerCredentials.Absent;
import dev.sallyport.adapters.gate.BearerCredentials.Malformed;
import dev.sallyport.adapters.gate.BearerCredentials.Token;
import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.AuthenticateRequest.Authenticated;
import dev.sallyport.domain.access.Principal;
import java.util.List;

/// Lets requests in by the access token in their `Authorization` header (RFC 6750, section 2.1),
/// the only place where one is looked for.
final class BearerGate {

  private static final String REALM = "Bearer realm=\"sallyport\"";

  private final AuthenticateRequest authenticate;

  BearerGate(AuthenticateRequest authenticate) {
    this.authenticate = authenticate;
  }

  /// How a request is judged.
  sealed interface Judgement {}

  /// It is let in.
  record LetIn(Principal principal) implements Judgement {}

  /// It has a token that is not accepted.
  record NotAccepted(AuthenticateRequest.Reason reason) implements Judgement {}

  /// It has none.
  record TurnedAway(Answer why) implements Judgement, Credentials {}

  /// What the lines of `Authorization` present.
  sealed interface Credentials permits Presented, TurnedAway {}

  /// A text where a token belongs. It does not print.
  record Presented(String token) implements Credentials {
    @Override
    public String toString() {
      return "Presented[***]";
    }
  }

  /// Judges the lines of `Authorization`.
  Judgement judge(List<String> authorization) {
    return switch (read(authorization)) {
      case TurnedAway turnedAway -> turnedAway;
      case Presented(var token) -> judge(token);
    };
  }

  /// Reads the lines of `Authorization`.
  static Credentials read(List<String> authorization) {
    return switch (BearerCredentials.read(authorization)) {
      case Absent() -> new TurnedAway(challenge(Answer.of(Problem.TOKEN_REQUIRED)));
      case Malformed() -> malformed();
      case Token(String text) -> new Presented(text);
    };
  }

  private Judgement judge(String token) {
    return switch (authenticate.authenticate(token)) {
      case Authenticated(var principal) -> new LetIn(principal);
      case AuthenticateRequest.Refused(var reason) -> new NotAccepted(reason);
    };
  }

  private static TurnedAway malformed() {
    return new TurnedAway(challenge(Answer.of(Problem.INVALID_REQUEST), "invalid_request"));
  }

  /// The answer to a token that is not accepted.
  static Answer invalidToken(AuthenticateRequest.Reason reason) {
    return challenge(Answer.because(Problem.INVALID_TOKEN, reason), "invalid_token");
  }

  /// The answer to a caller without the role.
  static Answer insufficientRole() {
    return challenge(Answer.of(Problem.INSUFFICIENT_ROLE), "insufficient_scope");
  }

  /// An answer that says how to come in (RFC 9110, section 15.5.2: every 401 does).
  static Answer challenge(Answer answer) {
    return answer.with("WWW-Authenticate", REALM);
  }

  private static Answer challenge(Answer answer, String error) {
    return answer.with("WWW-Authenticate", REALM + ", error=\"" + error + '"');
  }
}
