package dev.sallyport.adapters.accp;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Properties;

/// Whether a provider signs and verifies as the JDK does: what the JDK has signed verifies, what is
/// changed by a bit does not, and the JDK verifies what the provider signs.
final class ProviderCheck {

  /// The algorithms that it is used for, by their JCA names, and the kinds of their keys.
  private static final List<Algorithm> ALGORITHMS =
      List.of(
          new Algorithm("SHA256withRSA", "RSA"),
          new Algorithm("SHA256withECDSAinP1363Format", "EC"),
          new Algorithm("Ed25519", "Ed25519"));

  private record Algorithm(String name, String keys) {}

  private ProviderCheck() {}

  /// @throws GeneralSecurityException if it does not
  static void require(Provider provider) throws GeneralSecurityException, IOException {
    var vectors = new Properties();
    try (InputStream in = ProviderCheck.class.getResourceAsStream("self-test.properties")) {
      vectors.load(in);
    }
    for (Algorithm algorithm : ALGORITHMS) {
      require(provider, algorithm, vectors);
    }
  }

  private static void require(Provider provider, Algorithm algorithm, Properties vectors)
      throws GeneralSecurityException {
    String name = algorithm.name;
    var keys = KeyFactory.getInstance(algorithm.keys);
    PublicKey publicKey =
        keys.generatePublic(new X509EncodedKeySpec(bytes(vectors, name + ".public")));
    PrivateKey privateKey =
        keys.generatePrivate(new PKCS8EncodedKeySpec(bytes(vectors, name + ".private")));
    byte[] message = bytes(vectors, "message");
    byte[] signature = bytes(vectors, name + ".signature");

    var verification = Signature.getInstance(name, provider);
    verification.initVerify(publicKey);
    require(verifies(verification, message, signature), name + " refuses a good signature");
    for (int at = 0; at < signature.length; at += 7) {
      require(
          !verifies(verification, message, changed(signature, at)),
          name + " takes a changed signature");
    }
    for (int at = 0; at < message.length; at += 7) {
      require(
          !verifies(verification, changed(message, at), signature),
          name + " takes a changed message");
    }

    var signing = Signature.getInstance(name, provider);
    signing.initSign(privateKey);
    signing.update(message);
    var check = Signature.getInstance(name);
    check.initVerify(publicKey);
    require(verifies(check, message, signing.sign()), name + " signs wrongly");
  }

  private static boolean verifies(Signature verification, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    verification.update(message);
    try {
      return verification.verify(signature);
    } catch (SignatureException _) {
      return false; // some throw where the signature is merely wrong
    }
  }

  private static byte[] changed(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= (byte) (1 << (at % 8));
    return changed;
  }

  private static byte[] bytes(Properties vectors, String name) {
    return Base64.getDecoder().decode(vectors.getProperty(name));
  }

  private static void require(boolean right, String otherwise) throws SignatureException {
    if (!right) {
      throw new SignatureException(otherwise);
    }
  }
}
