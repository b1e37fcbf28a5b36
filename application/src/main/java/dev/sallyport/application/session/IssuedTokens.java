package dev.sallyport.application.session;

import dev.sallyport.domain.access.AccessToken;
import dev.sallyport.domain.csrf.CsrfToken;
import dev.sallyport.domain.session.RefreshToken;
import java.time.Duration;

/// What a browser gets after a login or a refresh.
///
/// @param accessTtl the seconds that the access token still lives (RFC 6749, `expires_in`)
/// @param refreshTtl how long the refresh token can be used: the `Max-Age` of both cookies
public record IssuedTokens(
    AccessToken access,
    Duration accessTtl,
    RefreshToken refresh,
    CsrfToken csrf,
    Duration refreshTtl) {}
