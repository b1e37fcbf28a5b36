package dev.sallyport.examples.resource;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/// An algorithm that a server with public keys may sign with; the names are those of JWS.
enum Algorithm {
  RS256("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), "SHA256withRSA"),
  ES256("EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSAinP1363Format"),
  @SuppressWarnings("ConstantCaseForConstants")
  Ed25519("Ed25519", NamedParameterSpec.ED25519, "Ed25519");

  private final String keys;
  private final AlgorithmParameterSpec size;
  private final String signature;

  Algorithm(String keys, AlgorithmParameterSpec size, String signature) {
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
