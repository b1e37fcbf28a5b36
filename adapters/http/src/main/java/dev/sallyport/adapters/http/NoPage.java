package dev.sallyport.adapters.http;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Tells programs, and people who typed an address, from pages in a browser that is near enough to
/// reach what strangers can't.
final class NoPage {

  private static final String FETCH_SITE = "Sec-Fetch-Site";

  private NoPage() {}

  /// Whether no page made this request, as far as can be told.
  ///
  /// A page of another site gives itself away by `Origin` or `Sec-Fetch-Site`. One whose own name
  /// was made to lead here (DNS rebinding) does not, since to the browser we are its site: but it
  /// asks for that name. So where only this machine can connect, we answer to its names alone;
  /// elsewhere programs may know us by any name.
  static boolean asks(Request request) {
    HttpFields headers = request.getHeaders();
    return !headers.contains(HttpHeader.ORIGIN)
        && headers.getValuesList(FETCH_SITE).stream().allMatch("none"::equals)
        && (!isOverLoopback(request) || isNameOfThisMachine(Request.getServerName(request)));
  }

  private static boolean isOverLoopback(Request request) {
    return request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress here
        && here.getAddress().isLoopbackAddress();
  }

  /// An address is not looked up, so nobody can make it lead elsewhere.
  private static boolean isNameOfThisMachine(String host) {
    return host.equalsIgnoreCase("localhost")
        || IpAddress.parse(
                host.startsWith("[") && host.endsWith("]")
                    ? host.substring(1, host.length() - 1)
                    : host)
            .isPresent();
  }
}
