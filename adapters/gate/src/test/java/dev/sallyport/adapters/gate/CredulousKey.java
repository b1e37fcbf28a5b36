package dev.sallyport.adapters.gate;

/// A key that calls every signature right: what is refused beside it, was not refused for that.
record CredulousKey(String algorithm, int signatureLength) implements JwsGate.VerificationKey {

  @Override
  public boolean verifies(byte[] signingInput, byte[] signature) {
    return true;
  }
}
