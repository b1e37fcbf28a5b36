package dev.sallyport.adapters.guard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.adapters.gate.Json;
import dev.sallyport.adapters.gate.Json.JsonArray;
import dev.sallyport.adapters.gate.Json.JsonInteger;
import dev.sallyport.adapters.gate.Json.JsonLiteral;
import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.Json.JsonString;
import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.gate.JwsGate.KeyLookup;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads answers of the revocation feed: the gate first, then exactly the feed's claims by type.
final class FeedReader {

  static final String TYP = "sallyport-revocations+jwt";

  /// Of the whole token, in characters: base64url of the JSON, and room for the rest.
  static final int MAX_LENGTH = Limits.FEED.bytes() / 3 * 4 + 4_096;

  private static final Set<String> CLAIMS =
      Set.of("iss", "iat", "exp", "epoch", "after", "seq", "more", "kids", "entries");

  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9_-]{22}");

  /// The end of the year 9999.
  private static final long LAST_SECOND = 253_402_300_799L;

  private final JwsGate gate = new JwsGate(TYP, MAX_LENGTH, Limits.FEED);
  private final KeyLookup keys;
  private final String issuer;

  FeedReader(KeyLookup keys, String issuer) {
    this.keys = keys;
    this.issuer = issuer;
  }

  /// Empty if the body is not a feed of this issuer, signed by one of its keys. Throws only what
  /// the keys throw.
  Optional<Feed> read(byte[] body) {
    // Whatever is not ASCII is a character that the gate refuses.
    return switch (gate.open(new String(body, ISO_8859_1), keys)) {
      case JwsGate.Refused(_) -> Optional.empty();
      case JwsGate.Opened(_, _, var claims) -> read(claims);
    };
  }

  private Optional<Feed> read(JsonObject claims) {
    Optional<Instant> issuedAt = second(claims.integer("iat"));
    Optional<Instant> expiresAt = second(claims.integer("exp"));
    Optional<String> epoch = claims.string("epoch").filter(text -> EPOCH.matcher(text).matches());
    OptionalLong after = claims.integer("after");
    OptionalLong number = claims.integer("seq");
    Optional<List<String>> kids = claims.strings("kids");
    Optional<List<Entry>> entries = entries(claims);
    if (!claims.hasExactly(CLAIMS)
        || claims.string("iss").filter(issuer::equals).isEmpty()
        || issuedAt.isEmpty()
        || expiresAt.isEmpty()
        || !expiresAt.get().equals(issuedAt.get().plus(LIFE))
        || epoch.isEmpty()
        || after.isEmpty()
        || after.getAsLong() < 0
        || number.isEmpty()
        || number.getAsLong() < after.getAsLong()
        || !(claims.member("more") instanceof JsonLiteral more)
        || more == JsonLiteral.NULL
        || kids.isEmpty()
        || entries.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Feed(
            issuedAt.get(),
            expiresAt.get(),
            epoch.get(),
            after.getAsLong(),
            number.getAsLong(),
            more == JsonLiteral.TRUE,
            Set.copyOf(kids.get()),
            entries.get()));
  }

  private static Optional<List<Entry>> entries(JsonObject claims) {
    if (!(claims.member("entries") instanceof JsonArray(List<Json> items))) {
      return Optional.empty();
    }
    var entries = new ArrayList<Entry>(items.size());
    for (Json item : items) {
      Optional<Entry> entry = entry(item);
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry.get());
    }
    return Optional.of(entries);
  }

  private static Optional<Entry> entry(Json item) {
    if (!(item instanceof JsonArray(List<Json> parts))
        || parts.size() != 3
        || !(parts.get(0) instanceof JsonString(String sid))
        || !(parts.get(1) instanceof JsonInteger(long generation))
        || generation < 0
        || generation > Integer.MAX_VALUE
        || !(parts.get(2) instanceof JsonInteger(long until))) {
      return Optional.empty();
    }
    Optional<Instant> end = second(OptionalLong.of(until));
    return SessionId.parse(sid)
        .flatMap(session ->
            end.map(instant -> new Entry(session, new Revocation((int) generation, instant))));
  }

  private static Optional<Instant> second(OptionalLong value) {
    return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= LAST_SECOND
        ? Optional.of(Instant.ofEpochSecond(value.getAsLong()))
        : Optional.empty();
  }
}
