package dev.sallyport.domain.key;

/// What a wrapped key is for: part of its associated data, so that no key serves for another.
public enum KeyPurpose {
  /// A root secret.
  ROOT_SECRET("sallyport root secret v1"),
  /// The private or secret half of a key that signs access tokens.
  SIGNING_KEY("sallyport signing key v1");

  private final String label;

  KeyPurpose(String label) {
    this.label = label;
  }

  /// The text that is bound to the wrapped key; never changes once released.
  public String label() {
    return label;
  }
}
