package dev.sallyport.adapters.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.jwt.TokenDiagnosis.Judged;
import dev.sallyport.adapters.jwt.TokenDiagnosis.MalformedClaims;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.adapters.jwt.TokenDiagnosis.OtherClaims;
import dev.sallyport.application.port.AccessTokenVerifier.Verification;
import dev.sallyport.application.port.AccessTokenVerifier.Verified;
import dev.sallyport.domain.access.AccessPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every line of `vectors/claims.txt`: claims signed by our own key, and what they are worth.
final class ClaimVectorsTest {

  private static final long NOW = 1_795_507_200;
  private static final long IAT = NOW - 60;
  private static final Instant AT = Instant.ofEpochSecond(NOW);
  private static final Map<String, String> VERDICTS =
      Map.of("VALID", "Verified", "EXPIRED", "Expired");
  private static final Pattern TIME = Pattern.compile("\\$\\{(now|iat|exp)([+-]\\d+)?}");
  private static final Pattern CHANGE = Pattern.compile("(\\w+)=(.*)", Pattern.DOTALL);

  private final KeyRing ring = TestKeys.ring(TestKeys.RSA);
  private final JwtVerifier verifier =
      new JwtVerifier(
          ring,
          new AccessPolicy(
              "https://auth.example", "https://api.example", "sallyport", Duration.ofMinutes(15)));

  @TestFactory
  @Tag("J-70")
  Stream<DynamicTest> every_vector_gets_its_verdict() throws IOException {
    return lines().stream()
        .map(line ->
            DynamicTest.dynamicTest(
                line,
                () -> {
                  String[] parts = line.split("\\s*\\|\\s*", 3);
                  String token = token(parts[2]);
                  assertThat(nameOf(verifier.examine(token, AT))).as(parts[0]).isEqualTo(parts[1]);
                  assertThat(nameOf(verifier.verify(token, AT)))
                      .as(parts[0])
                      .isEqualTo(VERDICTS.getOrDefault(parts[1], "Invalid"));
                  assertThat(verifier.verify(token(""), AT))
                      .as("the good token")
                      .isInstanceOf(Verified.class);
                }));
  }

  private String token(String changes) {
    return Forge.signed(ring.signer(), Forge.header(ring.signer()), payload(changes));
  }

  private static String payload(String changes) {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", "\"https://auth.example\"");
    claims.put("aud", "\"https://api.example\"");
    claims.put("sub", "\"7f1c2f0e-6a53-4d1a-9c39-0f3a8b5f1c11\"");
    claims.put("client_id", "\"sallyport\"");
    claims.put("iat", Long.toString(IAT));
    claims.put("exp", Long.toString(IAT + 900));
    claims.put("jti", "\"AAAAAAAAAAAAAAAAAAAAAA\"");
    claims.put("sid", "\"019aa5d1-7c00-7aaa-8bbb-cccccccccccc\"");
    claims.put("gen", "1");
    claims.put("roles", "[\"reader\"]");
    List<String> raw = new ArrayList<>();
    // One change a line, but for the few that move two times at once.
    String[] each =
        changes.matches("iat=\\S+ exp=\\S+") ? changes.split(" ") : new String[] {changes};
    for (String change : each) {
      String timed = withTimes(change);
      Matcher set = CHANGE.matcher(timed);
      if (timed.startsWith("-")) {
        claims.remove(timed.substring(1));
      } else if (timed.startsWith("+")) {
        raw.add(timed.substring(1));
      } else if (set.matches()) {
        claims.put(set.group(1), set.group(2));
      }
    }
    return claims.entrySet().stream()
        .map(claim -> '"' + claim.getKey() + "\":" + claim.getValue())
        .collect(Collectors.joining(",", "{", String.join("", raw) + "}"));
  }

  private static String withTimes(String text) {
    return TIME.matcher(text)
        .replaceAll(time -> {
          long base =
              switch (time.group(1)) {
                case "now" -> NOW;
                case "iat" -> IAT;
                default -> IAT + 900;
              };
          String shift = time.group(2);
          return Long.toString(base + (shift == null ? 0 : Long.parseLong(shift)));
        });
  }

  private static String nameOf(Verification verification) {
    return verification.getClass().getSimpleName();
  }

  private static String nameOf(TokenDiagnosis diagnosis) {
    return switch (diagnosis) {
      case NotOpened(var why) -> why.name();
      case OtherClaims(var missing, var added) ->
          Stream.concat(missing.stream().map("-"::concat), added.stream().map("+"::concat))
              .collect(Collectors.joining(" "));
      case MalformedClaims(var names) -> String.join(" ", names);
      case Judged(_, _, var validity) -> validity.name();
    };
  }

  private static List<String> lines() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ClaimVectorsTest.class.getResourceAsStream("/vectors/claims.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
