package dev.sallyport.bootstrap.browser;

import static dev.sallyport.bootstrap.browser.App.API;
import static dev.sallyport.bootstrap.browser.App.CSRF;
import static dev.sallyport.bootstrap.browser.App.LOGIN;
import static dev.sallyport.bootstrap.browser.App.LOGOUT;
import static dev.sallyport.bootstrap.browser.App.REFRESH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.browser.Site.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `sallyport.js` where answers fail, or are not Sallyport's, and where tokens must not go.
@Tag("browser")
@Timeout(60)
final class ClientFaultsIT {

  /// More than an access token's life.
  private static final String LATER = "ahead = 1_000_000";

  private static final String PROBLEM = "application/problem+json";

  private App app;
  private Profile profile;

  /// Without one all is skipped, and nothing made that had to be closed.
  @BeforeAll
  static void there_is_a_browser() {
    Chromium.newProfile().close();
  }

  @BeforeEach
  void fresh() {
    profile = Chromium.newProfile();
    app = App.running();
  }

  @AfterEach
  void close() {
    profile.close();
  }

  private static Reply problem(int status, String type) {
    return Reply.of(status, PROBLEM, "{\"type\":\"urn:sallyport:problem:" + type + "\"}");
  }

  private static void offline(Tab tab, boolean offline) {
    tab.send("Network.enable");
    tab.send(
        "Network.emulateNetworkConditions",
        "offline",
        offline,
        "latency",
        0,
        "downloadThroughput",
        -1,
        "uploadThroughput",
        -1);
  }

  @Test
  void losing_the_network_and_a_server_that_is_down_sign_nobody_out() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    offline(tab, true);
    assertThat(tab.text("token()")).isEqualTo("Unavailable");

    app.site.at(REFRESH, _ -> Reply.of(503, PROBLEM, "{}", "Retry-After", "7"));
    offline(tab, false);
    assertThat(tab.text("sallyport.token().catch(e => [e.name, e.status, e.retryAfter].join(' '))"))
        .isEqualTo("Unavailable 503 7");
    app.site.forgetSeen();
    assertThat(tab.text("Promise.all([token(), token(), token()]).then(String)"))
        .isEqualTo("Unavailable,Unavailable,Unavailable");
    assertThat(app.refreshes()).as("one for all who wait").isEqualTo(1);

    app.site.forget(REFRESH);
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(tab.text("states.join()")).isEqualTo("in");
  }

  static Stream<Reply> answersThatEndNothing() {
    return Stream.of(
        problem(429, "too-many-requests"),
        problem(500, "internal"),
        problem(503, "unavailable"),
        Reply.of(502, "text/html", "<h1>Bad gateway</h1>"),
        problem(401, "invalid-token"),
        Reply.of(401, "text/html", "who are you?"),
        Reply.of(403, "text/html", "go away"),
        // What a network shows that wants to be paid first.
        Reply.html("<h1>Welcome to our hotel</h1>"),
        Reply.of(200, "application/json", "null"),
        Reply.of(302, "text/plain", "", "Location", "/page"));
  }

  @ParameterizedTest
  @MethodSource("answersThatEndNothing")
  void an_answer_that_does_not_say_that_the_session_is_over_does_not_end_it(Reply reply) {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    app.site.at(REFRESH, _ -> reply);

    assertThat(tab.text("token()")).isEqualTo("Unavailable");
    assertThat(tab.text("sallyport.status")).isEqualTo("in");
    assertThat(app.refreshes()).isEqualTo(1);
    assertThat(app.count("GET", "/page")).as("no redirect is followed").isEqualTo(1);

    app.site.forget(REFRESH);
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(tab.text("states.join()")).isEqualTo("in");
  }

  @Test
  void a_session_that_is_over_is_over() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    app.site.at(
        REFRESH,
        _ ->
            Reply.of(
                401,
                PROBLEM,
                "{\"type\":\"urn:sallyport:problem:invalid-refresh-token\",\"reason\":\"replayed\"}"));

    assertThat(tab.text("token()")).isEqualTo("SignedOut");
    assertThat(tab.text("token()")).isEqualTo("SignedOut");
    assertThat(tab.text("states.join()")).isEqualTo("in,out replayed");
    assertThat(app.refreshes()).as("and is not asked for again").isEqualTo(1);
    assertThat(tab.text("JSON.stringify(localStorage)")).isEqualTo("{}");
  }

  @Test
  void a_csrf_token_that_was_lost_is_read_anew() {
    Tab tab = app.signedIn(profile);
    // Overwritten by a page that shares the host, which the prefix does not keep out.
    tab.eval("document.cookie = '__Host-csrf=planted; path=/; secure; samesite=strict'");
    tab.eval(LATER);

    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(app.count("POST", REFRESH, 403)).isEqualTo(1);
    assertThat(app.count("GET", CSRF, 200)).isEqualTo(1);
    assertThat(app.count("POST", REFRESH, 200)).isEqualTo(1);

    tab.eval("document.cookie = '__Host-csrf=; path=/; secure; samesite=strict; max-age=0'");
    tab.eval("sallyport.signOut()");
    assertThat(app.count("POST", LOGOUT, 204)).isEqualTo(1);
  }

  @Test
  void a_second_csrf_refusal_is_believed_but_ends_nothing() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    app.site.at(REFRESH, _ -> problem(403, "csrf"));

    assertThat(tab.text("token()")).isEqualTo("Unavailable");
    assertThat(app.count("POST", REFRESH, 403)).isEqualTo(2);
    assertThat(app.count("GET", CSRF)).isEqualTo(1);
    assertThat(tab.text("states.join()")).isEqualTo("in");
    assertThat(tab.text("JSON.stringify(localStorage)")).isEqualTo("{}");
    app.site.forget(REFRESH);
    assertThat(tab.text("token()")).startsWith("ey");
  }

  @Test
  void a_sign_in_or_out_that_has_no_answer_says_so() {
    Tab tab = app.open(profile);
    app.site.at(LOGIN, _ -> Reply.none());
    assertThat(tab.text(App.signIn() + ".catch(error => error.name)")).isEqualTo("Unavailable");

    app.site.at(LOGIN, _ -> Reply.of(429, PROBLEM, "{\"type\":\"x\"}", "Retry-After", "3"));
    assertThat(tab.text(App.signIn() + ".then(a => [a.ok, a.status, a.retryAfter].join(' '))"))
        .isEqualTo("false 429 3");
    // As some proxies say it (RFC 9110, section 10.2.3).
    String date = "Wed, 21 Oct 2026 07:28:00 GMT";
    app.site.at(LOGIN, _ -> Reply.of(503, "text/html", "", "Retry-After", date));
    assertThat(tab.text(App.signIn() + ".then(a => [a.ok, a.status, a.retryAfter].join(' '))"))
        .isEqualTo("false 503 0");

    app.site.forget(LOGIN);
    tab.eval(App.signIn());
    app.site.at(LOGOUT, _ -> problem(503, "unavailable"));
    assertThat(tab.text("sallyport.signOut().catch(error => error.name)")).isEqualTo("Unavailable");
    assertThat(tab.text("sallyport.status")).isEqualTo("out");
    app.site.forget(LOGOUT);
    tab.eval("sallyport.signOut()");
    assertThat(tab.text("document.cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer realm=\"things\"", "Bearer realm=\"things\", error=\"invalid_request\""})
  void another_401_of_an_api_is_the_callers(String challenge) {
    Tab tab = app.signedIn(profile);
    app.site.at(API, _ -> App.challenge(challenge));

    assertThat(tab.eval("get('" + API + "')").intValue()).isEqualTo(401);
    assertThat(app.count("GET", API)).isEqualTo(1);
    assertThat(app.refreshes()).isZero();
  }

  @Test
  void an_api_that_refuses_every_token_is_asked_twice_and_the_body_is_sent_again() {
    Tab tab = app.signedIn(profile);
    app.site.at(
        API,
        exchange -> {
          assertThat(exchange.getRequestBody().readAllBytes()).hasSize(5);
          return App.challenge("Bearer error=\"invalid_token\"");
        });

    assertThat(
            tab.eval(
                    "sallyport.fetch('"
                        + API
                        + "', { method: 'POST', body: 'thing' }).then(answer => answer.status)")
                .intValue())
        .isEqualTo(401);
    assertThat(app.count("POST", API, 401)).isEqualTo(2);
    assertThat(app.refreshes()).isEqualTo(1);
  }

  @Test
  void the_token_goes_to_the_own_origin_and_to_those_that_are_listed() {
    try (var listed = new Site();
        var other = new Site()) {
      for (Site site : new Site[] {listed, other}) {
        site.at(
            "/",
            exchange ->
                exchange.getRequestMethod().equals("OPTIONS")
                    ? open(Reply.of(204, "text/plain", ""))
                    : open(Reply.of(200, "text/plain", "hello")));
      }
      // An open redirect, to whoever wants tokens.
      listed.at(
          "/away",
          exchange ->
              exchange.getRequestMethod().equals("OPTIONS")
                  ? open(Reply.of(204, "text/plain", ""))
                  : open(Reply.of(302, "text/plain", "", "Location", other.url("/caught") + "")));
      Tab tab = app.signedIn(profile);
      tab.eval(
          "(async () => { const { createSallyport } = await import('/sallyport.js');"
              + " sallyport = createSallyport({ apiOrigins: ['"
              + listed.origin()
              + "/'] }); })()");

      assertThat(tab.eval("get('" + API + "')").intValue()).isEqualTo(200);
      assertThat(tab.eval("get('" + listed.url("/things") + "')").intValue()).isEqualTo(200);
      assertThat(tab.eval("get('" + other.url("/things") + "')").intValue()).isEqualTo(200);
      tab.eval("get('" + listed.url("/away") + "')");
      // Other names of the same machine, and what looks like the right one.
      tab.eval("get('" + listed.urlOn("127.0.0.1", "/things") + "')");
      tab.eval("get('" + other.url("/things?x=" + app.site.origin()) + "')");

      assertThat(listed.seen("GET", "/things").getFirst().header("Authorization"))
          .startsWith("Bearer ey");
      assertThat(listed.seen("GET", "/things").getLast().header("Authorization")).isEmpty();
      assertThat(other.seen()).hasSizeGreaterThan(1);
      assertThat(other.seen())
          .allSatisfy(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }
  }

  private static Reply open(Reply reply) {
    reply.headers().put("Access-Control-Allow-Origin", List.of("*"));
    reply.headers().put("Access-Control-Allow-Headers", List.of("Authorization"));
    return reply;
  }

  @Test
  void a_request_to_the_server_outlives_its_page_and_follows_no_redirect() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    tab.eval(
        "(window.inits = [], window.real = fetch,"
            + " fetch = (url, init) => (inits.push([init.keepalive, init.redirect, init.cache,"
            + " init.signal instanceof AbortSignal].join(' ')), real(url, init)))");
    tab.text("token()");
    tab.eval(App.signIn());
    tab.eval("sallyport.signOut()");

    assertThat(tab.text("inits.length + ' ' + [...new Set(inits)].join()"))
        .isEqualTo("3 true error no-store true");
  }

  @Test
  void it_wakes_up_with_the_network_and_when_it_is_looked_at_but_never_by_itself() {
    Tab tab = app.signedIn(profile);
    tab.eval("dispatchEvent(new Event('online'))");
    tab.eval("document.dispatchEvent(new Event('visibilitychange'))");
    assertThat(app.refreshes()).as("a fresh token is left alone").isZero();

    tab.eval(LATER);
    var online = app.hold(REFRESH);
    tab.eval("dispatchEvent(new Event('online'))");
    online.awaitAnswer();
    online.open();
    assertThat(tab.text("token()")).startsWith("ey");

    tab.eval("ahead = 2_000_000");
    tab.eval("Object.defineProperty(document, 'hidden', { value: true, configurable: true })");
    tab.eval("document.dispatchEvent(new Event('visibilitychange'))");
    assertThat(tab.text("navigator.locks.query().then(q => q.held.length + q.pending.length)"))
        .as("not while it is hidden")
        .isEqualTo("0");
    tab.eval("delete document.hidden");
    var visible = app.hold(REFRESH);
    tab.eval("document.dispatchEvent(new Event('visibilitychange'))");
    visible.awaitAnswer();
    visible.open();
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(app.refreshes()).isEqualTo(2);

    tab.eval("sallyport.signOut()");
    tab.eval("dispatchEvent(new Event('online'))");
    assertThat(tab.text("token()")).isEqualTo("SignedOut");
    assertThat(app.refreshes()).isEqualTo(2);
  }

  @Test
  void a_page_on_an_allowed_origin_does_the_same_without_the_cookie() {
    Tab tab = app.openAbroad(profile);
    assertThat(tab.text("token()")).isEqualTo("SignedOut");
    assertThat(tab.eval(App.signIn() + ".then(answer => answer.ok)").booleanValue()).isTrue();
    tab.eval(LATER);
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(app.count("GET", CSRF)).as("it keeps the token that it was given").isEqualTo(1);

    tab.reload();
    tab.until("window.ready");
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(app.count("GET", CSRF)).isEqualTo(2);
    assertThat(tab.eval("get('" + app.site.url("/auth/me") + "')").intValue()).isEqualTo(200);
    tab.eval("sallyport.signOut()");
    assertThat(app.count("POST", LOGOUT, 204)).isEqualTo(1);
  }

  @Test
  void a_sibling_hands_out_no_token_that_has_ended() {
    Tab first = app.signedIn(profile);
    first.eval(LATER);
    Tab second = app.open(profile);
    app.site.at(REFRESH, _ -> problem(503, "unavailable"));

    assertThat(second.text("token()")).isEqualTo("Unavailable");
    assertThat(second.text("sallyport.status")).as("for all that is known").isEqualTo("unknown");
  }

  @Test
  void who_has_signed_out_is_not_in_again_because_another_tab_is() {
    Tab first = app.signedIn(profile);
    app.site.at(LOGOUT, _ -> problem(503, "unavailable"));
    assertThat(first.text("sallyport.signOut().catch(error => error.name)"))
        .isEqualTo("Unavailable");

    Tab second = app.open(profile);
    assertThat(second.text("token()")).startsWith("ey");
    second.eval(LATER);
    assertThat(second.text("token()")).startsWith("ey");

    assertThat(first.text("sallyport.status + ' ' + states")).isEqualTo("out in,out");
  }

  /// Without the waiting: the browser's own timeouts are ended by the test.
  private static final String TIMEOUTS =
      "(window.timeouts = {}, AbortSignal.timeout = ms => {"
          + " const controller = new AbortController();"
          + " timeouts[ms] = () => controller.abort(new DOMException('', 'TimeoutError'));"
          + " return controller.signal; })";

  @Test
  void an_answer_is_waited_for_ten_seconds_and_then_asked_for_again_with_the_same_key() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    tab.eval(TIMEOUTS);
    var gate = app.hold(REFRESH);
    var token = tab.later("token()");
    gate.awaitAnswer();
    tab.eval("timeouts[10_000]()");

    assertThat(token.join()).isEqualTo("Unavailable");
    assertThat(tab.text("sallyport.status")).isEqualTo("in");
    gate.open();
    app.site.forget(REFRESH);
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(
            app.site.seen("POST", REFRESH).stream()
                .map(seen -> seen.header("Idempotency-Key"))
                .distinct())
        .hasSize(1);
  }

  @Test
  void nobody_waits_for_another_tab_longer_than_fifteen_seconds() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    tab.eval(TIMEOUTS);
    tab.eval(
        "void navigator.locks.request('sallyport ' + location.origin, () => new Promise(() => {}))");
    var token = tab.later("token()");
    tab.until("timeouts[15_000]");
    tab.eval("timeouts[15_000]()");

    assertThat(token.join()).isEqualTo("Unavailable");
    assertThat(tab.text("sallyport.status")).isEqualTo("in");
    assertThat(app.refreshes()).isZero();
  }

  /// A key that somebody has put there must not be in the way.
  @Test
  void a_stored_key_that_is_none_is_replaced() {
    Tab tab = app.signedIn(profile);
    tab.eval("localStorage.setItem('sallyport ' + location.origin, 'too short')");
    tab.eval(LATER);

    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(app.site.seen("POST", REFRESH).getLast().header("Idempotency-Key"))
        .matches("[0-9a-f-]{36}");
  }

  @Test
  void a_full_storage_does_not_stop_a_refresh() {
    Tab tab = app.signedIn(profile);
    tab.eval(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }");
    tab.eval(LATER);

    assertThat(tab.text("token()")).startsWith("ey");
  }
}
