package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A text from `tokens.txt`, and what the gate has to say of it.
record TokenVector(String row, String expected, String what, Map<String, String> differences) {

  private static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  // HMAC pads its key with zeros, so that this is the empty one, which the JDK does not take.
  private static final String EMPTY = "\0";

  static final Map<String, HmacKey> SIGNERS =
      Map.of(
          "k1", HmacKey.K1,
          "k2", new HmacKey("the other key of the tests, 32 B"),
          "secret", new HmacKey("secret"),
          "empty", new HmacKey(EMPTY));

  static List<TokenVector> all() {
    var vectors = new ArrayList<TokenVector>();
    for (String line : VectorText.lines("tokens.txt")) {
      if (line.startsWith(" ")) {
        String[] field = line.strip().split(" +", 2);
        vectors.getLast().differences.put(field[0], field.length == 2 ? field[1] : "");
      } else {
        String[] field = line.split(" +", 3);
        vectors.add(new TokenVector(field[0], field[1], field[2], new HashMap<>()));
      }
    }
    return List.copyOf(vectors);
  }

  String token() {
    String h = Base64Url.encode(VectorText.bytes(part("header", HmacKey.GOOD_HEADER)));
    String p = Base64Url.encode(VectorText.bytes(part("payload", HmacKey.GOOD_PAYLOAD)));
    String input = text(filled(part("input", "{h}.{p}"), "h", h, "p", p));
    HmacKey signer = SIGNERS.get(part("key", "k1"));
    if (signer == null) {
      throw new AssertionError("no such key: " + this);
    }
    String signature = differences.get("signature");
    String s =
        Base64Url.encode(
            signature == null
                ? signer.sign(input.getBytes(US_ASCII))
                : VectorText.bytes(signature));
    String token = part("token", "{input}.{s}").replace("{input}", input);
    return text(filled(token, "h", h, "p", p, "s", s));
  }

  private String part(String name, String good) {
    return differences.getOrDefault(name, good);
  }

  private static String text(String template) {
    return new String(VectorText.bytes(template), UTF_8);
  }

  private static String filled(String template, String... values) {
    String text = template;
    for (int i = 0; i < values.length; i += 2) {
      text = text.replace("{" + values[i] + "}", values[i + 1]);
      if (text.contains("{" + values[i] + "~}")) {
        text = text.replace("{" + values[i] + "~}", withUnusedBit(values[i + 1]));
      }
    }
    return text;
  }

  private static String withUnusedBit(String segment) {
    if (segment.length() % 4 == 0) {
      throw new AssertionError("no unused bits: " + segment);
    }
    int last = segment.length() - 1;
    return segment.substring(0, last)
        + BASE64URL.charAt(BASE64URL.indexOf(segment.charAt(last)) + 1);
  }

  @Override
  public String toString() {
    return row + " " + what;
  }
}
