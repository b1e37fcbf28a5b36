package dev.sallyport.adapters.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A signing key of the operator's own: PKCS#8 in PEM (RFC 7468, section 10), or a private JWK (RFC
/// 7517). Its id is always its thumbprint (RFC 7638), whatever a JWK says.
public final class OwnKey {

  private static final Limits LIMITS = new Limits(32_768, 2, 32, 8_192, 64, 20);

  /// One block, and nothing before or after it: what is beside a key was not meant to be there.
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,40})-----\\r?\\n([A-Za-z0-9+/=\\r\\n]+)-----END \\1-----\\s*");

  private static final Pattern PEM_HEAD = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  /// Such a key may have lines before it, of its curve or of how it is encrypted.
  private static final Pattern OLD_HEAD = Pattern.compile("-----BEGIN (RSA|EC) PRIVATE KEY-----");

  private static final String CONVERT =
      "; convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

  private static final Set<String> OPTIONAL_MEMBERS = Set.of("kid", "use", "alg", "key_ops", "ext");

  private OwnKey() {}

  /// Reads a key.
  ///
  /// @param content of the file
  /// @throws WeakKeyException if it holds anything else than one key that is fit for this algorithm;
  ///     the message says what is wrong, as the end of "the file holds ...", and shows nothing of it
  public static OpenSigningKey read(byte[] content, SigningAlgorithm algorithm) {
    String text = new String(content, UTF_8);
    PrivateKey read =
        text.stripLeading().startsWith("{") ? ofJwk(content, algorithm) : ofPem(text, algorithm);
    PublicKey publicKey = RingKey.publicOf(read);
    var key =
        new OpenSigningKey(
            Jwk.thumbprint(publicKey), algorithm, SecretBytes.copyOf(read.getEncoded()));
    RingKey.of(key, new SignatureProvider());
    return key;
  }

  private static PrivateKey ofPem(String text, SigningAlgorithm algorithm) {
    Matcher pem = PEM.matcher(text);
    if (OLD_HEAD.matcher(text).find()) {
      throw new WeakKeyException("a key in an older form than PKCS#8" + CONVERT);
    }
    if (!pem.matches()) {
      Matcher head = PEM_HEAD.matcher(text);
      throw new WeakKeyException(
          head.lookingAt()
              ? "something beside one whole block of PEM, or a block that is broken"
              : "neither PEM nor a JWK");
    }
    switch (pem.group(1)) {
      case "PRIVATE KEY" -> {}
      case "ENCRYPTED PRIVATE KEY" ->
          throw new WeakKeyException(
              "an encrypted key; decrypt it: openssl pkcs8 -in OLD -out NEW");
      default -> throw new WeakKeyException("a block of PEM that is no PRIVATE KEY");
    }
    try {
      byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.group(2));
      return withoutPublicKey(RingKey.privateKey(algorithm, pkcs8), pkcs8);
    } catch (IllegalArgumentException _) {
      throw new WeakKeyException("a block of PEM that is broken");
    }
  }

  /// The public key that may stand at the end of a private one (RFC 5915, section 3; RFC 8410,
  /// section 7) is overlooked by the JDK: if it is another, somebody has confused two keys. Without
  /// it, a key is the same in every form.
  private static PrivateKey withoutPublicKey(PrivateKey key, byte[] pkcs8) {
    byte[] publicBytes;
    PrivateKey bare;
    switch (key) {
      case ECPrivateKey ec when P256.isP256(ec.getParams()) -> {
        publicBytes = P256.bytesOf(P256.publicPoint(ec.getS()));
        bare = P256.privateKey(ec.getS());
      }
      case EdECPrivateKey ed -> {
        byte[] seed = ed.getBytes().orElseThrow();
        publicBytes = Ed25519Keys.bytesOf(Ed25519Keys.publicOf(seed));
        bare = Ed25519Keys.privateKey(seed);
      }
      default -> {
        return key;
      }
    }
    if (!Arrays.equals(pkcs8, bare.getEncoded()) && !endsWith(pkcs8, publicBytes)) {
      throw new WeakKeyException("a private key that does not end in its own public one" + CONVERT);
    }
    return bare;
  }

  private static boolean endsWith(byte[] all, byte[] end) {
    int from = all.length - end.length;
    return from > 0 && Arrays.equals(all, from, all.length, end, 0, end.length);
  }

  private static PrivateKey ofJwk(byte[] content, SigningAlgorithm algorithm) {
    if (!(StrictJson.parse(content, LIMITS) instanceof Document(JsonObject jwk))) {
      throw new WeakKeyException("JSON that is malformed");
    }
    var reader = new JwkReader(jwk, algorithm);
    reader.requireFor("sign");
    Set<String> members = new HashSet<>(jwk.members().keySet());
    members.removeAll(OPTIONAL_MEMBERS);
    if (!members.equals(membersOf(algorithm))) {
      throw new WeakKeyException(
          "a JWK that has not exactly the members of a private " + algorithm.text() + " key");
    }
    PrivateKey privateKey = reader.privateKey();
    if (!RingKey.publicOf(privateKey).equals(reader.publicKey())) {
      throw new WeakKeyException("a JWK whose private part does not fit its public one");
    }
    return privateKey;
  }

  private static Set<String> membersOf(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> Set.of("kty", "n", "e", "d", "p", "q", "dp", "dq", "qi");
      case ES256 -> Set.of("kty", "crv", "x", "y", "d");
      case ED25519 -> Set.of("kty", "crv", "x", "d");
      case HS256 -> Set.of("kty", "k");
    };
  }
}
