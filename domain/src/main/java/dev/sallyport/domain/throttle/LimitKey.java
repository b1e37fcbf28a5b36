package dev.sallyport.domain.throttle;

/// Under which something is counted: a name, and 128 bits of an HMAC over whom it concerns, so that
/// whoever reads the counters learns no username and no address, and nobody can pick names that
/// meet in one counter.
public record LimitKey(LimitName name, long high, long low) {}
