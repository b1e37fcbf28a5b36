package dev.sallyport.adapters.guard;

import dev.sallyport.application.port.RevocationLog.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// An answer of the revocation feed, whose signature was verified; whether it may be taken is for
/// [FeedProgress] to say.
///
/// @param epoch of which the numbers are; another one starts from 0
/// @param after every revocation numbered above it is in this answer
/// @param number the last revocation in this answer, or before it
/// @param more whether the answer was cut
/// @param kids the keys that verify now
record Feed(
    Instant issuedAt,
    Instant expiresAt,
    String epoch,
    long after,
    long number,
    boolean more,
    Set<String> kids,
    List<Entry> entries) {}
