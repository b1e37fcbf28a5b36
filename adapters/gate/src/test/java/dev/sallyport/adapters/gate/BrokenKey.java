package dev.sallyport.adapters.gate;

/// An HS256 key that can't check anything.
record BrokenKey() implements JwsGate.VerificationKey {

  @Override
  public String algorithm() {
    return "HS256";
  }

  @Override
  public int signatureLength() {
    return 32;
  }

  @Override
  public boolean verifies(byte[] signingInput, byte[] signature) {
    throw new IllegalStateException("broken");
  }
}
