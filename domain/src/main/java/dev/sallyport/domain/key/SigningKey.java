package dev.sallyport.domain.key;

import java.time.Instant;

/// A key that signs access tokens, as the database keeps it.
///
/// @param wrapped the private key (PKCS#8) or the secret, under the master key
/// @param createdAt when it was made, or put to use
public record SigningKey(
    KeyId id, SigningAlgorithm algorithm, WrappedKey wrapped, Instant createdAt) {}
