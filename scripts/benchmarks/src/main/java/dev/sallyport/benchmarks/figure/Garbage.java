package dev.sallyport.benchmarks.figure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is presented as an access token and is none, and can be told so without a look at its
/// signature.
public final class Garbage {

  private Garbage() {}

  /// By kind, all but the shortest as long as a good one.
  ///
  /// @param good a good token
  public static Map<String, String> of(String good) {
    String[] parts = good.split("\\.", -1);
    Map<String, String> garbage = new LinkedHashMap<>();
    garbage.put("no-token", "x".repeat(good.length()));
    garbage.put("not-json", "A".repeat(parts[0].length()) + '.' + parts[1] + '.' + parts[2]);
    garbage.put("other-typ", encoded(header(parts[0]).replace("at+jwt", "JWT")) + rest(parts));
    garbage.put(
        "unknown-key",
        encoded(header(parts[0]).replaceAll("\"kid\":\"...", "\"kid\":\"---")) + rest(parts));
    garbage.put(
        "other-algorithm",
        encoded(header(parts[0]).replaceAll("\"alg\":\"[^\"]*\"", "\"alg\":\"none\""))
            + rest(parts));
    garbage.put("short-signature", good.substring(0, good.length() - 8));
    return garbage;
  }

  private static String header(String part) {
    return new String(Base64.getUrlDecoder().decode(part), US_ASCII);
  }

  private static String encoded(String header) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(US_ASCII));
  }

  private static String rest(String[] parts) {
    return '.' + parts[1] + '.' + parts[2];
  }
}
