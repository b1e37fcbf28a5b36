package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gate that a signed token (RFC 7515, compact serialisation) has to pass: from its text to its
/// claims, in the order of the contract, section 3. Thread-safe.
///
/// Claims come out only of a token whose signature was verified, and are not even parsed before; of
/// the header nothing is believed but which of our own keys to try. What the claims say is not
/// judged here.
public final class JwsGate {

  /// The most characters of a token that comes in a header, by the contract. One with all the roles it
  /// allows fits, signed RS256 by a key of 3072 bits, while issuer and audience have some 110 characters
  /// each: whoever issues has to check.
  public static final int MAX_TOKEN_LENGTH = 4_096;

  // A thumbprint (RFC 7638) has 43; as the domain's key ids.
  private static final int MAX_KID_LENGTH = 64;

  /// Where the keys are found. A failure to reach them is no verdict on the token: what this
  /// throws, the gate throws.
  @FunctionalInterface
  public interface KeyLookup {

    /// The key of that id, which is 1 to 64 characters of `[A-Za-z0-9_-]` and else unchecked.
    Optional<? extends VerificationKey> byKid(String kid);
  }

  /// A key that we trust, bound to one algorithm (RFC 8725, section 3.1).
  public interface VerificationKey {

    /// The one `alg` that a token may name beside this key.
    String algorithm();

    /// The length of every signature by this key, in bytes.
    int signatureLength();

    /// Whether the signature, which has the right length, is one of these bytes by this key. May
    /// throw: the token is then refused.
    boolean verifies(byte[] signingInput, byte[] signature);
  }

  /// What a text turned out to be.
  public sealed interface Inspection {}

  /// A token signed by a key, and its claims, whose values are still to be judged.
  ///
  /// @param kid by which the key was found
  public record Opened(String kid, VerificationKey key, JsonObject claims) implements Inspection {}

  /// Anything else.
  public record Refused(Refusal why) implements Inspection {}

  /// Why a text is refused, in the order of the checks. For logs: the caller learns none of it.
  public enum Refusal {
    TOO_LONG,
    FORBIDDEN_CHARACTER,
    NOT_THREE_SEGMENTS,
    EMPTY_SEGMENT,
    NOT_BASE64URL,
    HEADER_NOT_JSON,
    /// The header is not an object of exactly the strings `alg`, `kid` and `typ`.
    HEADER_MEMBERS,
    WRONG_TYPE,
    MALFORMED_KID,
    UNKNOWN_KEY,
    WRONG_ALGORITHM,
    SIGNATURE_LENGTH,
    WRONG_SIGNATURE,
    /// The key threw. Here alone the fault may be ours, so it has a name to be counted by.
    SIGNATURE_NOT_CHECKED,
    /// From here on, one of our keys has signed the token.
    CLAIMS_NOT_JSON,
    CLAIMS_NOT_AN_OBJECT
  }

  private final String typ;
  private final int maxLength;
  private final Limits claimLimits;

  /// A gate for tokens that come in a header.
  ///
  /// @param typ what the header's `typ` has to be, exactly, such as `at+jwt`
  public JwsGate(String typ) {
    this(typ, MAX_TOKEN_LENGTH, Limits.TOKEN);
  }

  /// A gate for a kind of token of its own size.
  ///
  /// @param typ what the header's `typ` has to be, exactly
  /// @param maxLength in characters, of the whole token
  /// @param claims how much JSON the claims may be; the header stays as short as any
  public JwsGate(String typ, int maxLength, Limits claims) {
    this.typ = typ;
    this.maxLength = maxLength;
    this.claimLimits = claims;
  }

  /// Opens a token. Whatever the text, this throws only what `keys` throws.
  public Inspection open(String compact, KeyLookup keys) {
    Refusal malformed = malformed(compact);
    if (malformed != null) {
      return new Refused(malformed);
    }
    int first = compact.indexOf('.');
    int last = compact.lastIndexOf('.');
    byte[] header = Base64Url.decode(compact.substring(0, first));
    byte[] payload = Base64Url.decode(compact.substring(first + 1, last));
    byte[] signature = Base64Url.decode(compact.substring(last + 1));
    if (header == null || payload == null || signature == null) {
      return new Refused(Refusal.NOT_BASE64URL);
    }
    if (!(StrictJson.parse(header, Limits.TOKEN) instanceof Document(Json headerValue))) {
      return new Refused(Refusal.HEADER_NOT_JSON);
    }
    if (!(headerValue instanceof JsonObject fields)
        || fields.members().size() != 3
        || !(fields.member("alg") instanceof JsonString(String alg))
        || !(fields.member("kid") instanceof JsonString(String kid))
        || !(fields.member("typ") instanceof JsonString(String tokenTyp))) {
      return new Refused(Refusal.HEADER_MEMBERS);
    }
    if (!tokenTyp.equals(typ)) {
      return new Refused(Refusal.WRONG_TYPE);
    }
    if (kid.isEmpty() || kid.length() > MAX_KID_LENGTH || !Base64Url.isSpelt(kid)) {
      return new Refused(Refusal.MALFORMED_KID);
    }
    VerificationKey key = keys.byKid(kid).orElse(null);
    if (key == null) {
      return new Refused(Refusal.UNKNOWN_KEY);
    }
    if (!alg.equals(key.algorithm())) {
      return new Refused(Refusal.WRONG_ALGORITHM);
    }
    if (signature.length != key.signatureLength()) {
      return new Refused(Refusal.SIGNATURE_LENGTH);
    }
    try {
      if (!key.verifies(compact.substring(0, last).getBytes(US_ASCII), signature)) {
        return new Refused(Refusal.WRONG_SIGNATURE);
      }
    } catch (RuntimeException _) { // some providers throw where the signature is merely wrong
      return new Refused(Refusal.SIGNATURE_NOT_CHECKED);
    }
    if (!(StrictJson.parse(payload, claimLimits) instanceof Document(Json claimsValue))) {
      return new Refused(Refusal.CLAIMS_NOT_JSON);
    }
    return claimsValue instanceof JsonObject claims
        ? new Opened(kid, key, claims)
        : new Refused(Refusal.CLAIMS_NOT_AN_OBJECT);
  }

  /// What is wrong with the text before anything is decoded; null if nothing is.
  private @Nullable Refusal malformed(String compact) {
    if (compact.length() > maxLength) {
      return Refusal.TOO_LONG;
    }
    int dots = 0;
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!Base64Url.isLetter(c)) {
        return Refusal.FORBIDDEN_CHARACTER;
      }
    }
    if (dots != 2) {
      return Refusal.NOT_THREE_SEGMENTS;
    }
    boolean emptySegment =
        compact.startsWith(".") || compact.contains("..") || compact.endsWith(".");
    return emptySegment ? Refusal.EMPTY_SEGMENT : null;
  }
}
