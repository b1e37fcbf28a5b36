package dev.sallyport.domain.throttle;

/// What was counted under one key.
public sealed interface Tally permits Bucket, Failures {}
