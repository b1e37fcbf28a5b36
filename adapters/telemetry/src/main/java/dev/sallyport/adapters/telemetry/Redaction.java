package dev.sallyport.adapters.telemetry;

import java.util.List;
import java.util.regex.Pattern;

/// Takes secrets out of texts that others have written, such as a driver's exception that quotes
/// the URL it was given. Our own messages hold none; this is the net below.
final class Redaction {

  private static final int LONGEST = 4_096;
  private static final String MASK = "***";

  private record Secret(Pattern form, String replacement) {}

  private static final List<Secret> SECRETS =
      List.of(
          // password=…, "secret": "…", Authorization: Bearer …
          new Secret(
              Pattern.compile(
                  "(?i)((?:password|passwd|pwd|secret|token|master-?key|authorization|cookie)"
                      + "[\"']?\\s*[=:]\\s*[\"']?)(?:bearer\\s+|basic\\s+)?[^\\s\"'&;,)}\\]]+"),
              "$1" + MASK),
          // //user:password@host; a password may hold an @ of its own
          new Secret(Pattern.compile("//[^\\s\"']*@"), "//" + MASK + "@"),
          // access tokens
          new Secret(Pattern.compile("eyJ[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)*"), MASK),
          // password hashes
          new Secret(Pattern.compile("\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]*"), MASK),
          // refresh and CSRF tokens, keys; a UUID has 36 characters
          new Secret(Pattern.compile("[A-Za-z0-9_-]{40,}"), MASK));

  private Redaction() {}

  /// The text, cut to 4,096 characters, without anything that looks like a secret.
  static String of(String text) {
    String clean = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    for (Secret secret : SECRETS) {
      clean = secret.form().matcher(clean).replaceAll(secret.replacement());
    }
    return clean;
  }
}
