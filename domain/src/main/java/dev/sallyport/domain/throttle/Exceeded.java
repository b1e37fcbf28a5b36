package dev.sallyport.domain.throttle;

import java.time.Duration;

/// A limit that refused something.
///
/// @param limit which
/// @param throttle its rule
/// @param retryAfter until it lets one through again, if nobody else tries meanwhile
public record Exceeded(LimitName limit, Throttle throttle, Duration retryAfter) {}
