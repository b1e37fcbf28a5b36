package dev.sallyport.domain.throttle;

import java.time.Instant;

/// A bucket that fills by itself: its level, told by the one instant at which it will be full again
/// (the generic cell rate algorithm).
public record Bucket(Instant fullAt) implements Tally {}
