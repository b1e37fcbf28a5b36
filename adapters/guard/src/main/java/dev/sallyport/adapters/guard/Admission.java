package dev.sallyport.adapters.guard;

import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.domain.access.Principal;

/// Whether a request is let in, and as whom.
public sealed interface Admission {

  /// It is, as this principal.
  record Admitted(Principal principal) implements Admission {}

  /// It is not; [HttpRefusal] makes an answer of it.
  sealed interface NotAdmitted extends Admission {}

  /// It carries no access token.
  record TokenRequired() implements NotAdmitted {}

  /// It carries two, or none that is well-formed.
  record Malformed() implements NotAdmitted {}

  /// Its access token is not accepted.
  record Refused(Reason reason) implements NotAdmitted {}

  /// The caller is known and lacks a role. Only who protects a route can say so.
  record RoleMissing() implements NotAdmitted {}

  /// It can't be said now: the keys or the revocations are not known.
  record Unavailable() implements NotAdmitted {}
}
