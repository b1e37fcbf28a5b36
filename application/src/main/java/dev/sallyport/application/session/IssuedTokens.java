package dev.sallyport.application.session;

import dev.sallyport.domain.access.AccessToken;
import dev.sallyport.domain.csrf.CsrfToken;
import dev.sallyport.domain.session.RefreshToken;
import java.time.Duration;

/// What a browser gets after a login or a refresh.
///
/// @param accessTtl how long the access token still lives, whole seconds (RFC 6749, section 5.1:
///   `expires_in`); less than the setting at the end of a session
/// @param refreshTtl how long the refresh token can be used: the `Max-Age` of both cookies
public record IssuedTokens(
    AccessToken access,
    Duration accessTtl,
    RefreshToken refresh,
    CsrfToken csrf,
    Duration refreshTtl) {}
