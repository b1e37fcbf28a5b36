package dev.sallyport.domain.session;

import java.util.Optional;

/// A refresh token as it was presented, and what came with it.
public record Presented(RefreshToken token, Optional<IdempotencyKey> key, Client by) {}
