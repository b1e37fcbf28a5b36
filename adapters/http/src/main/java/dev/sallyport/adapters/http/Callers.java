package dev.sallyport.adapters.http;

import dev.sallyport.application.port.Caller;
import dev.sallyport.domain.session.Client;
import dev.sallyport.domain.session.ClientAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.server.Request;

/// Who calls, as far as the network tells: the address of the socket, and the user agent. No header
/// names an address here: any caller can write one.
final class Callers {

  private Callers() {}

  static Caller of(Request request, String requestId) {
    String userAgent = request.getHeaders().get("User-Agent");
    var client =
        new Client(
            addressOf(request.getConnectionMetaData().getRemoteSocketAddress()),
            userAgent == null ? "" : userAgent);
    return new Caller(requestId, client);
  }

  private static ClientAddress addressOf(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress socket)) {
      return ClientAddress.NONE;
    }
    String text = socket.getAddress().getHostAddress();
    int zone = text.indexOf('%'); // of a link-local address: the name of our own interface
    return new ClientAddress(zone < 0 ? text : text.substring(0, zone));
  }
}
