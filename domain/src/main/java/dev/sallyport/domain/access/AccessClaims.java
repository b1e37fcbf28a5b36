package dev.sallyport.domain.access;

import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;
import java.time.Instant;

/// What an access token says, exactly these claims and no other (RFC 9068, section 2.2; `sid` as in
/// OpenID Connect; `gen` is our own). No personal data.
///
/// @param issuedAt `iat`, whole seconds
/// @param expiresAt `exp`, whole seconds
/// @param generation `gen`: the session's generation when the token was issued
public record AccessClaims(
    String issuer,
    String audience,
    UserId subject,
    String clientId,
    Instant issuedAt,
    Instant expiresAt,
    TokenId id,
    SessionId session,
    int generation,
    Roles roles) {}
