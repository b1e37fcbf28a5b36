package dev.sallyport.adapters.http;

import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.CreateUser;
import dev.sallyport.application.account.IssueResetToken;
import dev.sallyport.application.account.ListUsers;
import dev.sallyport.application.account.ResetPassword;
import dev.sallyport.application.feed.ReadRevocations;
import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.login.ChangePassword;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.oauth.AuthenticateClient;
import dev.sallyport.application.oauth.RevokeToken;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.StoreHealth;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.application.session.ListSessions;
import dev.sallyport.application.session.LogOut;
import dev.sallyport.application.session.ReadCsrfToken;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.throttle.LimitName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The table of routes: everything that is answered, and to whom.
public final class Routes {

  /// Where the public keys are (RFC 7517, section 5).
  static final String JWKS = "/.well-known/jwks.json";

  /// Where introspection is (RFC 7662, section 2).
  static final String INTROSPECT = "/oauth/introspect";

  /// Where revocation is (RFC 7009, section 2).
  static final String REVOKE = "/oauth/revoke";

  /// For what is the same for everybody.
  static final String FOR_FIVE_MINUTES = "public, max-age=300";

  private static final String METADATA = "/.well-known/oauth-authorization-server";

  /// A word, for monitors.
  private record Health(String status) {}

  private final List<Route> table;

  private Routes(List<Route> table) {
    this.table = List.copyOf(table);
    var seen = new HashSet<Map.Entry<Route.Method, String>>();
    for (Route route : table) {
      if (!seen.add(Map.entry(route.method(), route.path()))) {
        throw new IllegalArgumentException("two routes for " + route.method() + ' ' + route.path());
      }
    }
  }

  /// The routes of Sallyport itself (contract, section 4).
  ///
  /// @param jwks the public keys, as the JSON of a JWK Set (RFC 7517, section 5)
  public static Routes of(
      LogIn logIn,
      RefreshSession refreshSession,
      LogOut logOut,
      ReadCsrfToken readCsrfToken,
      DescribeCaller describeCaller,
      Supplier<String> jwks,
      ServerMetadata metadata,
      StoreHealth health,
      LimitRequests limitRequests,
      RefreshTokens refreshTokens,
      CsrfTokens csrfTokens) {
    var csrf = new CsrfGuard(csrfTokens);
    var limits = new AddressLimits(limitRequests);
    var login = new LoginRoute(logIn, refreshTokens);
    var refresh = new RefreshRoute(refreshSession, refreshTokens, limits, csrf);
    var logout = new LogoutRoute(logOut, refreshTokens, limits, csrf);
    var readCsrf = new CsrfRoute(readCsrfToken, refreshTokens);
    var me = new MeRoute(describeCaller);
    return new Routes(
        List.of(
            Route.post("/auth/login", Access.PUBLIC, login::handle).takingJson().forOurPages(),
            Route.post("/auth/refresh", Access.PUBLIC, refresh::handle).forOurPages(),
            Route.post("/auth/logout", Access.PUBLIC, logout::handle).forOurPages(),
            Route.get(
                    "/auth/csrf",
                    Access.PUBLIC,
                    limits.before(LimitName.CSRF_PER_ADDRESS, readCsrf::handle))
                .forOurPages(),
            Route.get("/auth/me", Access.SIGNED_IN, me::handle),
            Route.get(
                    JWKS,
                    Access.PUBLIC,
                    limits.before(LimitName.KEYS_PER_ADDRESS, _ -> keys(jwks.get())))
                .open(),
            Route.get(
                    METADATA,
                    Access.PUBLIC,
                    limits.before(LimitName.METADATA_PER_ADDRESS, _ -> metadata.document()))
                .open(),
            ShippedFile.CLIENT.open(),
            ShippedFile.CLIENT_TYPES.open(),
            Route.get("/health", Access.PUBLIC, _ -> health(health.isUp()))));
  }

  /// What the people and machines who run the server ask, on a listener of its own.
  ///
  /// @param metrics all series, as [Metrics] has them; it must not wait for a store
  /// @param readiness whether to send requests here; it must not wait for a store either
  public static Routes forOperators(Metrics metrics, Supplier<Readiness> readiness) {
    return new Routes(
        List.of(
            Route.get(
                    "/metrics",
                    Access.PUBLIC,
                    _ -> Answer.okText(metrics.mediaType(), metrics.page().get()))
                .forNoPage(),
            Route.get("/health/live", Access.PUBLIC, _ -> Answer.ok(new Health("live")))
                .forNoPage(),
            Route.get("/health/ready", Access.PUBLIC, _ -> ready(readiness.get())).forNoPage()));
  }

  /// A page of metrics.
  ///
  /// @param mediaType of the page
  /// @param page written anew each time
  public record Metrics(String mediaType, Supplier<byte[]> page) {}

  private static Answer ready(Readiness readiness) {
    return readiness.isReady()
        ? Answer.ok(readiness.document())
        : Answer.unavailable(readiness.document());
  }

  /// These routes and those for services that ask about tokens, or end them.
  ///
  /// @param log hears of those whom we do not know
  public Routes withOAuth(
      AuthenticateClient authenticateClient,
      AuthenticateRequest authenticateRequest,
      RevokeToken revokeToken,
      SecurityLog log,
      InstantSource clock) {
    var oauth = new OAuthRoutes(authenticateClient, authenticateRequest, revokeToken, log, clock);
    return with(
        Route.post(INTROSPECT, Access.PUBLIC, oauth::introspect).takingForm(),
        Route.post(REVOKE, Access.PUBLIC, oauth::revoke).takingForm());
  }

  /// These routes and those by which a user sees to their own account.
  public Routes withAccount(
      ListSessions listSessions,
      EndSessions endSessions,
      ChangePassword changePassword,
      RefreshTokens refreshTokens) {
    var sessions = new SessionsRoutes(listSessions, endSessions, refreshTokens);
    var password = new PasswordRoute(changePassword, refreshTokens);
    return with(
        Route.get("/auth/sessions", Access.SIGNED_IN, sessions::list),
        Route.delete("/auth/sessions/{sid}", Access.SIGNED_IN, sessions::endOne).forOurPages(),
        Route.post("/auth/logout-all", Access.SIGNED_IN, sessions::endAll).forOurPages(),
        Route.post("/auth/password", Access.SIGNED_IN, password::handle)
            .takingJson()
            .forOurPages());
  }

  /// These routes and those by which administrators see to users, and users to a password that they
  /// forgot.
  ///
  /// @param log hears of every call of an administrator
  public Routes withAdministration(
      CreateUser createUser,
      ListUsers listUsers,
      ChangeUser changeUser,
      IssueResetToken issueResetToken,
      ResetPassword resetPassword,
      EndSessions endSessions,
      LimitRequests limitRequests,
      SecurityLog log,
      InstantSource clock) {
    var admin =
        new AdminRoutes(
            createUser, listUsers, changeUser, issueResetToken, endSessions, log, clock);
    var limits = new AddressLimits(limitRequests);
    var reset = new ResetRoute(resetPassword);
    return with(admin.table())
        .with(
            Route.post(
                    "/auth/password/reset",
                    Access.PUBLIC,
                    limits.before(LimitName.RESET_PER_ADDRESS, reset::handle))
                .takingJson()
                .forOurPages());
  }

  /// These routes and the revocation feed, for whoever has its secret.
  ///
  /// @param log hears of those who have another one
  public Routes withFeed(
      ReadRevocations readRevocations, SecretBytes secret, SecurityLog log, InstantSource clock) {
    var revocations = new RevocationsRoute(readRevocations, secret, log, clock);
    return with(Route.get(RevocationsRoute.PATH, Access.PUBLIC, revocations::handle));
  }

  /// These routes and the demo page, for a server that is on the browser's own machine.
  public Routes withDemo(
      DescribeCaller describeCaller,
      RefreshSession refreshSession,
      RefreshTokens refreshTokens,
      CsrfTokens csrfTokens,
      SecretGenerator secrets) {
    var csrf = new CsrfGuard(csrfTokens);
    var theft = new DemoTheftRoute(describeCaller, refreshSession, refreshTokens, csrf, secrets);
    return with(
        ShippedFile.DEMO_PAGE.ofOurPage(),
        ShippedFile.DEMO_SCRIPT.ofOurPage(),
        ShippedFile.DEMO_STYLE.ofOurPage(),
        ShippedFile.DEMO_ICON.ofOurPage(),
        theft.route());
  }

  /// These routes and more, such as an application's own: the same checks stand before them.
  ///
  /// @throws IllegalArgumentException if two have one method and path
  public Routes with(Route... more) {
    var all = new ArrayList<>(table);
    all.addAll(List.of(more));
    return new Routes(all);
  }

  /// The lines of the table.
  List<Route> table() {
    return table;
  }

  /// The methods of a path, as `Allow` lists them (RFC 9110, section 10.2.1).
  String allowedAt(String path) {
    return table.stream()
        .filter(route -> route.path().equals(path))
        .map(Route::method)
        .map(method -> method == Route.Method.GET ? "GET, HEAD" : method.name())
        .collect(Collectors.joining(", "));
  }

  /// Verifiers may keep the keys for five minutes: a new one is published twice as long before it
  /// signs.
  private static Answer keys(String jwks) {
    return Answer.okText(jwks).with("Cache-Control", FOR_FIVE_MINUTES);
  }

  private static Answer health(boolean up) {
    return up ? Answer.ok(new Health("ok")) : Answer.unavailable(Failures.RETRY_AFTER);
  }
}
