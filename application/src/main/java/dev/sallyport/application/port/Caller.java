package dev.sallyport.application.port;

import dev.sallyport.domain.session.Client;

/// Who asked, for the security log and for what a session remembers.
///
/// @param requestId ours, never the caller's: the same as in `X-Request-Id` and in a problem's
///   `request_id`
public record Caller(String requestId, Client client) {}
