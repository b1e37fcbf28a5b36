package dev.sallyport.adapters.http;

import dev.sallyport.application.port.Caller;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/// Who calls, as far as the network tells: the address, and the user agent.
///
/// Of all headers that name an address, `X-Forwarded-For` alone is read, and that from trusted
/// proxies alone: any caller can write one, and a proxy that writes the one passes the others on.
final class Callers {

  static final String FORWARDED_FOR = "X-Forwarded-For";

  private static final Logger LOG = System.getLogger("dev.sallyport.http");

  private final TrustedProxies proxies;
  private final OncePer warning;

  /// @param nanoTime as [System#nanoTime] has it
  Callers(TrustedProxies proxies, LongSupplier nanoTime) {
    this.proxies = proxies;
    this.warning = new OncePer(Duration.ofHours(1), nanoTime);
  }

  Caller of(Request request, String requestId) {
    String userAgent = request.getHeaders().get("User-Agent");
    return new Caller(
        requestId, new Client(addressOf(request), userAgent == null ? "" : userAgent));
  }

  private ClientAddress addressOf(Request request) {
    if (!(request.getConnectionMetaData().getRemoteSocketAddress()
        instanceof InetSocketAddress socket)) {
      return ClientAddress.NONE;
    }
    var peer = new IpAddress(socket.getAddress());
    List<String> forwardedFor = lines(request.getHeaders());
    if (!forwardedFor.isEmpty() && !proxies.trusts(peer)) {
      warnOf(peer);
    }
    return proxies.clientOf(peer, forwardedFor).toClientAddress();
  }

  private static List<String> lines(HttpFields headers) {
    return headers.getValuesList(FORWARDED_FOR);
  }

  /// A proxy that nobody has told us of makes all users one caller, which only shows when one of
  /// them runs into a limit. Once an hour: callers write the header too, as often as they like,
  /// and its value is theirs; and a stranger who comes first must not use the one warning up.
  private void warnOf(IpAddress peer) {
    if (warning.isDue()) {
      LOG.log(
          Level.WARNING,
          () ->
              "X-Forwarded-For came from "
                  + peer
                  + ", which is not in trusted-proxies, and was not read. If that is your proxy,"
                  + " all its users count as one address until trusted-proxies names it. This is"
                  + " said once an hour.");
    }
  }
}
