package dev.sallyport.benchmarks.figure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sallyport.benchmarks.load.Answer;
import dev.sallyport.benchmarks.load.Client;
import java.net.InetSocketAddress;

/// Somebody with an account: what they send to sign in, to refresh and to be let in. After each
/// answer they hold what it gave them.
final class Visitor {

  private final String host;
  private final String username;
  private String access = "";
  private String refresh = "";
  private String csrf = "";

  Visitor(InetSocketAddress server, String username) {
    this.host = server.getHostString() + ':' + server.getPort();
    this.username = username;
  }

  /// Signs in, again and again.
  Client loggingIn() {
    String login =
        login("{\"username\":\"" + username + "\",\"password\":\"" + Installation.PASSWORD + "\"}");
    return holding(() -> login);
  }

  /// Forgets the password, again and again.
  Client forgettingThePassword() {
    return Client.repeating(login("{\"username\":\"" + username + "\"}"), 400);
  }

  private String login(String body) {
    return "POST /auth/login HTTP/1.1\r\nHost: "
        + host
        + "\r\nContent-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /// Refreshes, each time with what the last answer gave.
  Client refreshing() {
    return holding(() ->
        "POST /auth/refresh HTTP/1.1\r\nHost: "
            + host
            + "\r\nCookie: __Host-Http-refresh="
            + refresh
            + "; __Host-csrf="
            + csrf
            + "\r\nX-CSRF-Token: "
            + csrf
            + "\r\nContent-Length: 0\r\n\r\n");
  }

  /// Asks who they are, with the access token that they hold now.
  Client askingMe() {
    return askingMeAs(access);
  }

  /// Asks who somebody is.
  Client askingMeAs(String token) {
    return Client.repeating(me(token), 200);
  }

  /// Asks who they are, with something else in the place of the access token.
  Client askingMeWith(String token) {
    return Client.repeating(me(token), 401);
  }

  private String me(String token) {
    return "GET /auth/me HTTP/1.1\r\nHost: "
        + host
        + "\r\nAuthorization: Bearer "
        + token
        + "\r\n\r\n";
  }

  String access() {
    return access;
  }

  private interface Request {
    String text();
  }

  private Client holding(Request request) {
    return new Client() {
      @Override
      public byte[] request() {
        return request.text().getBytes(ISO_8859_1);
      }

      @Override
      public int expectedStatus() {
        return 200;
      }

      @Override
      public void answered(Answer answer) {
        access = answer.between("\"access_token\":\"", '"').orElseThrow();
        refresh = answer.between("__Host-Http-refresh=", ';').orElseThrow();
        csrf = answer.between("__Host-csrf=", ';').orElseThrow();
      }
    };
  }
}
