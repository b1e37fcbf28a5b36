package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/// Makes tokens that say anything, signed by whatever key.
final class Forge {

  private Forge() {}

  static String header(RingKey key) {
    return header(key.algorithm(), key.id().text());
  }

  static String header(String alg, String kid) {
    return "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"at+jwt\"}".formatted(alg, kid);
  }

  static String signed(RingKey key, String header, String payload) {
    byte[] head = base64(header).getBytes(UTF_8);
    byte[] body = base64(payload).getBytes(UTF_8);
    return base64(header) + '.' + base64(payload) + '.' + base64(key.signer().sign(head, body));
  }

  static String base64(String text) {
    return base64(text.getBytes(UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
