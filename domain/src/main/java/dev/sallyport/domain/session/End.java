package dev.sallyport.domain.session;

import java.time.Instant;

/// The end of a session: when, why, and by a request from where.
public record End(Instant at, EndCause cause, ClientAddress by) {}
