package dev.sallyport.examples.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes bad tokens from a good one, with the server's own key where that is what it takes: then
/// nothing is wrong with a token but the one thing.
final class Forge {

  private final Algorithm algorithm;
  private final KeyPair own;
  private final Map<String, Object> header;
  private final Map<String, Object> claims;
  private final String good;

  /// @param own the key that the server signs with
  /// @param good a token that the server issued just now
  Forge(Algorithm algorithm, KeyPair own, String good) throws ParseException {
    this.algorithm = algorithm;
    this.own = own;
    this.good = good;
    String[] parts = good.split("\\.", -1);
    this.header = JSONObjectUtils.parse(new Base64URL(parts[0]).decodeToString());
    this.claims = JSONObjectUtils.parse(new Base64URL(parts[1]).decodeToString());
  }

  /// Names of the good ones among the tokens below.
  static final List<String> GOOD = List.of("issued by the server", "signed here with its key");

  /// Tokens by what they are.
  Map<String, String> tokens() throws GeneralSecurityException {
    PrivateKey stranger = algorithm.newKey().getPrivate();
    Map<String, String> tokens = new LinkedHashMap<>();
    tokens.put("issued by the server", good);
    tokens.put("signed here with its key", own(h -> {}, c -> {}));
    tokens.put("expired", own(h -> {}, c -> move(c, -1800)));
    tokens.put("for another audience", own(h -> {}, c -> c.put("aud", "https://other.example")));
    tokens.put("of another issuer", own(h -> {}, c -> c.put("iss", "https://other.example")));
    tokens.put("without an end", own(h -> {}, c -> c.remove("exp")));
    tokens.put("of another type of ours", own(typ("sallyport-revocations+jwt"), c -> {}));
    tokens.put("of the common type", own(typ("JWT"), c -> {}));
    tokens.put("of no type", own(h -> h.remove("typ"), c -> {}));
    tokens.put("signed anew under the same kid", signed(stranger, h -> {}, c -> {}));
    tokens.put("signed by a stranger", signed(stranger, h -> h.put("kid", "stranger"), c -> {}));
    tokens.put("signed by a stranger, no kid", signed(stranger, h -> h.remove("kid"), c -> {}));
    tokens.put("edited", edited());
    tokens.put("alg none", input(h -> h.put("alg", "none"), c -> {}) + ".");
    tokens.put(
        "alg none with the signature", input(h -> h.put("alg", "none"), c -> {}) + signature());
    tokens.put("HS256 under the public key", confused());
    tokens.put("without its signature", good.substring(0, good.lastIndexOf('.') + 1));
    return tokens;
  }

  private static Consumer<Map<String, Object>> typ(String typ) {
    return header -> header.put("typ", typ);
  }

  private static void move(Map<String, Object> claims, long seconds) {
    for (String name : List.of("iat", "exp")) {
      claims.computeIfPresent(name, (_, time) -> ((Number) time).longValue() + seconds);
    }
  }

  private String signature() {
    return good.substring(good.lastIndexOf('.'));
  }

  private String edited() {
    return input(h -> {}, c -> c.put("roles", List.of("reader", "admin"))) + signature();
  }

  private String confused() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(own.getPublic().getEncoded(), "HmacSHA256"));
    String input = input(h -> h.put("alg", "HS256"), c -> {});
    return input + '.' + Base64URL.encode(mac.doFinal(input.getBytes(UTF_8)));
  }

  private String own(Consumer<Map<String, Object>> header, Consumer<Map<String, Object>> claims)
      throws GeneralSecurityException {
    return signed(own.getPrivate(), header, claims);
  }

  private String signed(
      PrivateKey key, Consumer<Map<String, Object>> header, Consumer<Map<String, Object>> claims)
      throws GeneralSecurityException {
    String input = input(header, claims);
    return input + '.' + Base64URL.encode(algorithm.sign(key, input.getBytes(UTF_8)));
  }

  private String input(Consumer<Map<String, Object>> header, Consumer<Map<String, Object>> claims) {
    return part(this.header, header) + '.' + part(this.claims, claims);
  }

  private static String part(Map<String, Object> original, Consumer<Map<String, Object>> change) {
    Map<String, Object> changed = new LinkedHashMap<>(original);
    change.accept(changed);
    return Base64URL.encode(JSONObjectUtils.toJSONString(changed)).toString();
  }

  /// The session of the good token.
  String sid() {
    return Objects.toString(claims.get("sid"));
  }
}
