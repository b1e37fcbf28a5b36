package dev.sallyport.domain.key;

/// A signing key out of its wrapping, as it lies in memory while the server runs.
///
/// @param material the private key (PKCS#8) or the secret
public record OpenSigningKey(KeyId id, SigningAlgorithm algorithm, SecretBytes material) {}
