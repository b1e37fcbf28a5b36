package dev.sallyport.adapters.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.feed.ReadRevocations;
import dev.sallyport.application.feed.ReadRevocations.Position;
import dev.sallyport.application.port.SecurityEvent.ServiceRefused;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.session.FeedEpoch;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// `GET /auth/revocations`: the revocation feed, for services that have its secret.
final class RevocationsRoute {

  static final String PATH = "/auth/revocations";

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  /// One preference of the list (RFC 7240, section 4.3); others are none of ours.
  private static final Pattern WAIT =
      Pattern.compile("wait[ \t]*=[ \t]*([0-9]{1,9})(?:[ \t]*;.*)?");

  private final ReadRevocations readRevocations;
  private final byte[] secret;
  private final SecurityLog log;
  private final InstantSource clock;

  RevocationsRoute(
      ReadRevocations readRevocations, SecretBytes secret, SecurityLog log, InstantSource clock) {
    this.readRevocations = readRevocations;
    this.secret =
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret.reveal()).getBytes(US_ASCII);
    this.log = log;
    this.clock = clock;
  }

  Answer handle(Exchange exchange) {
    return switch (BearerGate.read(exchange.header("Authorization"))) {
      case BearerGate.TurnedAway(var why) -> why;
      case BearerGate.Presented(var token) ->
          MessageDigest.isEqual(token.getBytes(US_ASCII), secret)
              ? allowed(exchange)
              : refused(exchange);
    };
  }

  private Answer refused(Exchange exchange) {
    log.record(new ServiceRefused("GET " + PATH), exchange.caller(), clock.instant());
    return BearerGate.invalidToken(Reason.INVALID);
  }

  private Answer allowed(Exchange exchange) {
    Optional<Form> query = exchange.query().filter(form -> form.hasOnly("after", "epoch"));
    if (query.isEmpty()) {
      return malformed("query");
    }
    OptionalLong after = number(query.get().get("after").orElse("0"));
    if (after.isEmpty()) {
      return malformed("after");
    }
    Optional<String> epoch = query.get().get("epoch");
    // One that nobody can have is one that is not ours, and gets the whole list like it.
    var position = new Position(after.getAsLong(), epoch.flatMap(FeedEpoch::parse));
    var reading = readRevocations.read(position, patience(exchange.header("Prefer")));
    String tag = '"' + reading.version() + '"';
    Answer answer =
        isKnown(tag, exchange.header("If-None-Match"))
            ? Answer.notModified()
            : Answer.okJwt(reading.sign());
    return answer.with("ETag", tag);
  }

  private static Answer malformed(String field) {
    return Answer.invalid(List.of(new FieldError(field, "malformed")));
  }

  private static OptionalLong number(String text) {
    return NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /// What can't be read is no preference (RFC 7240, section 2).
  private static Duration patience(List<String> prefer) {
    for (String preference : listed(prefer)) {
      var wait = WAIT.matcher(preference);
      if (wait.matches()) {
        return Duration.ofSeconds(Long.parseLong(wait.group(1)));
      }
    }
    return Duration.ZERO;
  }

  /// Compared weakly, as RFC 9110, section 13.1.2, has it.
  private static boolean isKnown(String tag, List<String> ifNoneMatch) {
    return listed(ifNoneMatch).stream()
        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
  }

  private static List<String> listed(List<String> lines) {
    var all = new ArrayList<String>();
    for (String line : lines) {
      Arrays.stream(line.split(",", -1)).map(String::strip).forEach(all::add);
    }
    return all;
  }
}
