package dev.sallyport.adapters.bcrypt;

import dev.sallyport.application.port.SecretGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A bcrypt hash as it stands behind the scheme tag: `$2a$`, the cost, 22 characters of salt, 31 of
/// hash. What is not of exactly this form never reaches jBCrypt, which throws half a dozen
/// different exceptions at it.
///
/// @param cost the binary logarithm of the work, 4 to 15
record BcryptText(int cost, String salt, String digest) {

  /// The least cost that bcrypt knows.
  static final int LEAST_COST = 4;

  /// The greatest cost that is worked through: a planted hash of cost 30 would burn hours.
  static final int GREATEST_COST = 15;

  /// How many bytes of a password bcrypt takes; jBCrypt drops the rest without a word.
  static final int MAX_KEY_BYTES = 72;

  private static final String ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SALT_LENGTH = 22;
  private static final int DIGEST_LENGTH = 31;

  // 2b and 2y are 2a under the names that OpenBSD and PHP gave it after fixing bugs which jBCrypt
  // never had; 2x is one of those bugs, and 2 has no terminator.
  private static final Pattern FORM =
      Pattern.compile(
          "\\$2[aby]\\$(\\d{2})\\$([./A-Za-z0-9]{%d})([./A-Za-z0-9]{%d})"
              .formatted(SALT_LENGTH, DIGEST_LENGTH));

  /// The cost that a text of this form names, which may be none that bcrypt knows; empty if the text
  /// has another form.
  static OptionalInt costOf(String encoded) {
    Matcher form = FORM.matcher(encoded);
    return form.matches() ? OptionalInt.of(Integer.parseInt(form.group(1))) : OptionalInt.empty();
  }

  /// Reads a stored hash; empty if it has another form or a cost out of range.
  static Optional<BcryptText> parse(String encoded) {
    Matcher form = FORM.matcher(encoded);
    if (!form.matches()) {
      return Optional.empty();
    }
    int cost = Integer.parseInt(form.group(1));
    if (cost < LEAST_COST || cost > GREATEST_COST) {
      return Optional.empty();
    }
    return Optional.of(new BcryptText(cost, form.group(2), form.group(3)));
  }

  /// Hashes a key with a fresh salt.
  static BcryptText hash(String key, int cost, SecretGenerator secrets, Bcrypt bcrypt) {
    String salt = characters(SALT_LENGTH, secrets);
    String hashed = bcrypt.hash(key, setting(cost, salt));
    return parse(hashed)
        .orElseThrow(() -> new IllegalStateException("jBCrypt wrote a hash of another form"));
  }

  /// A hash that was never computed: nobody can know a key to it, since nobody chose one.
  static BcryptText ofNothing(int cost, SecretGenerator secrets) {
    return new BcryptText(
        cost, characters(SALT_LENGTH, secrets), characters(DIGEST_LENGTH, secrets));
  }

  /// Whether this is the hash of the key; compares in constant time.
  boolean isOf(String key, Bcrypt bcrypt) {
    String hashed = bcrypt.hash(key, setting(cost, salt));
    // Only the hash itself: some importers wrote salts whose unused last bits are set, and jBCrypt
    // gives them back cleared.
    String recomputed = hashed.substring(hashed.length() - DIGEST_LENGTH);
    return MessageDigest.isEqual(
        recomputed.getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
  }

  /// Whether some key can have this hash: the last character of 31 carries four bits, and bcrypt
  /// writes the two others as zero.
  boolean isPossible() {
    return ALPHABET.indexOf(digest.charAt(DIGEST_LENGTH - 1)) % 4 == 0;
  }

  /// The text that is stored.
  String text() {
    return setting(cost, salt) + digest;
  }

  @Override
  public String toString() {
    return "BcryptText[cost=" + cost + ", ***]";
  }

  private static String setting(int cost, String salt) {
    return "$2a$%02d$%s".formatted(cost, salt);
  }

  /// bcrypt's base64 has a character for every six bits, so six bits of each byte are enough.
  private static String characters(int count, SecretGenerator secrets) {
    var text = new StringBuilder(count);
    for (byte b : secrets.bytes(count)) {
      text.append(ALPHABET.charAt(b & 0x3F));
    }
    return text.toString();
  }
}
