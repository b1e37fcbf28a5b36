package dev.sallyport.adapters.jwt;

import com.auth0.jwt.JWT;
import dev.sallyport.application.port.FeedIssuer;
import dev.sallyport.application.port.RevocationLog.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Signs the revocation feed as a JWT of a `typ` of its own, so that no gate takes it for an access
/// token, or an access token for a feed (RFC 8725, section 3.11).
public final class JwtFeedIssuer implements FeedIssuer {

  /// The `typ` of a feed: no other JWT of ours has it.
  static final String TYP = "sallyport-revocations+jwt";

  /// How long a feed may be believed.
  private static final Duration LIFETIME = Duration.ofSeconds(30);

  private final Supplier<KeyRing> keys;
  private final String issuer;

  /// @param keys the ring of the moment: asked once for each feed
  /// @param issuer `iss`, as in access tokens
  public JwtFeedIssuer(Supplier<KeyRing> keys, String issuer) {
    this.keys = keys;
    this.issuer = issuer;
  }

  @Override
  public Keys keys() {
    return new OneRing(keys.get(), issuer);
  }

  private record OneRing(KeyRing ring, String issuer) implements Keys {
    @Override
    public List<String> kids() {
      return ring.kids();
    }

    @Override
    public String sign(Feed feed, Instant issuedAt) {
      RingKey key = ring.signer();
      return JWT.create()
          .withHeader(Map.of("typ", TYP))
          .withKeyId(key.id().text())
          .withIssuer(issuer)
          .withIssuedAt(issuedAt)
          .withExpiresAt(issuedAt.truncatedTo(ChronoUnit.SECONDS).plus(LIFETIME))
          .withClaim("epoch", feed.epoch().text())
          .withClaim("after", feed.after())
          .withClaim("seq", feed.number())
          .withClaim("more", feed.more())
          .withClaim("kids", kids())
          .withClaim("entries", feed.entries().stream().map(JwtFeedIssuer::entry).toList())
          .sign(key.signer());
    }
  }

  /// The end rounded up: a revocation must not end before the token that it is for.
  private static List<Object> entry(Entry entry) {
    Instant until = entry.revocation().until();
    long seconds = until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0);
    return List.of(entry.session().text(), entry.revocation().leastGeneration(), seconds);
  }
}
