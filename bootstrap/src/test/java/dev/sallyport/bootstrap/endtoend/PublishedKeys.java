package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.adapters.gate.JwsGate;
import dev.sallyport.adapters.jwt.PublicKeys;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;

/// Verifies access tokens as any other service does: by the keys that the servers publish, which it
/// asks for when a token names one that it does not know.
final class PublishedKeys {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Balancer balancer;
  private final JwsGate gate = new JwsGate("at+jwt");
  private volatile PublicKeys known = PublicKeys.NONE;

  PublishedKeys(Balancer balancer) {
    this.balancer = balancer;
  }

  /// Whether a published key has signed this.
  boolean verify(String token, Random random) {
    if (!known.kids().contains(kid(token))) {
      fetch(random).ifPresent(keys -> known = keys);
    }
    return gate.open(token, known) instanceof JwsGate.Opened;
  }

  private static String kid(String token) {
    String header =
        new String(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.'))), UTF_8);
    return header.replaceAll(".*\"kid\":\"([^\"]*)\".*", "$1");
  }

  private Optional<PublicKeys> fetch(Random random) {
    Duration until = balancer.now().plus(PATIENCE);
    while (balancer.now().compareTo(until) < 0) {
      Optional<HttpResponse<String>> response =
          balancer
              .send(random, url -> HttpRequest.newBuilder(url.resolve("/.well-known/jwks.json")))
              .response()
              .filter(answer -> answer.statusCode() == 200);
      if (response.isPresent()) {
        return PublicKeys.parse(response.get().body().getBytes(UTF_8));
      }
    }
    return Optional.empty();
  }
}
