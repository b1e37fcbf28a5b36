package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An HS256 key, to sign tokens in tests.
record HmacKey(String secret) implements JwsGate.VerificationKey {

  static final HmacKey K1 = new HmacKey("the first key of the tests, 32 B");

  static final String GOOD_HEADER = "{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"at+jwt\"}";
  static final String GOOD_PAYLOAD = "{\"sub\":\"u\",\"exp\":1}";

  /// A token with the good header and this payload.
  static String token(String payload) {
    return token(payload.getBytes(UTF_8));
  }

  static String token(byte[] payload) {
    String header = Base64Url.encode(GOOD_HEADER.getBytes(US_ASCII));
    String input = header + "." + Base64Url.encode(payload);
    return input + "." + Base64Url.encode(K1.sign(input.getBytes(US_ASCII)));
  }

  byte[] sign(byte[] input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(US_ASCII), "HmacSHA256"));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

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
    return MessageDigest.isEqual(sign(signingInput), signature);
  }
}
