package dev.sallyport.examples.resource;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;

/// An algorithm that a server with public keys may sign with; the names are those of JWS.
enum Algorithm {
  RS256("RSA", 2048, "SHA256withRSA"),
  ES256("EC", 256, "SHA256withECDSAinP1363Format"),
  Ed25519("Ed25519", 255, "Ed25519");

  private final String keys;
  private final int size;
  private final String signature;

  Algorithm(String keys, int size, String signature) {
    this.keys = keys;
    this.size = size;
    this.signature = signature;
  }

  KeyPair newKey() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(keys);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  byte[] sign(PrivateKey key, byte[] input) throws GeneralSecurityException {
    var signer = Signature.getInstance(signature);
    signer.initSign(key);
    signer.update(input);
    return signer.sign();
  }
}
