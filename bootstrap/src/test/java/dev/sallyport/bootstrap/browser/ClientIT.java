package dev.sallyport.bootstrap.browser;

import static dev.sallyport.bootstrap.browser.App.API;
import static dev.sallyport.bootstrap.browser.App.LOGIN;
import static dev.sallyport.bootstrap.browser.App.REFRESH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.browser.Site.Reply;
import dev.sallyport.bootstrap.browser.Site.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `sallyport.js` in tabs of a real browser: who refreshes, who is told, and what ends a session.
@Tag("browser")
@Timeout(60)
final class ClientIT {

  /// More than an access token's life.
  private static final String LATER = "ahead = 1_000_000";

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

  @Test
  void a_sign_in_tells_how_it_went() {
    Tab tab = app.open(profile);
    assertThat(tab.text("sallyport.status")).isEqualTo("unknown");
    assertThat(tab.text("token()")).isEqualTo("SignedOut");
    assertThat(tab.text("sallyport.status")).isEqualTo("out");

    var wrong = tab.eval("sallyport.signIn({ username: 'alice', password: 'another passphrase' })");
    assertThat(wrong.get("ok").booleanValue()).isFalse();
    assertThat(wrong.get("status").intValue()).isEqualTo(401);
    assertThat(wrong.get("problem").get("type").textValue())
        .isEqualTo("urn:sallyport:problem:invalid-credentials");

    var right = tab.eval(App.signIn());
    assertThat(right.get("ok").booleanValue()).isTrue();
    assertThat(right.get("status").intValue()).isEqualTo(200);
    assertThat(right.has("problem")).isFalse();
    assertThat(right.toString()).doesNotContain("token");
    assertThat(tab.text("token()")).startsWith("ey");
    assertThat(tab.text("states.join()")).isEqualTo("out unknown,in");
    assertThat(tab.eval("get('/auth/me')").intValue()).isEqualTo(200);
  }

  @Test
  void no_script_finds_a_token_anywhere() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    String token = tab.text("token()");

    assertThat(app.refreshes()).isEqualTo(1);
    assertThat(
            tab.text(
                "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
                    + " await indexedDB.databases(), Object.keys(sallyport), sallyport])"))
        .doesNotContain(token)
        .doesNotContain("refresh=")
        .startsWith("[{},{},\"__Host-csrf=");
  }

  @Test
  void new_tabs_have_the_token_from_a_sibling_and_refresh_nothing() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    Tab third = app.beside(first, profile);

    assertThat(third.text("token()")).isEqualTo(first.text("token()"));
    assertThat(second.text("sallyport.status")).isEqualTo("in");
    assertThat(app.refreshes()).isZero();
  }

  @Test
  void two_tabs_whose_token_ends_at_the_same_moment_refresh_once() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    String old = second.text("token()");
    first.eval(LATER + ", patient = true");
    second.eval(LATER + ", patient = true");
    var gate = app.hold(REFRESH);

    var one = first.later("token()");
    var other = second.later("token()");
    gate.awaitAnswer();
    first.until(
        "navigator.locks && (navigator.locks.query().then(q => waiting = q.pending.length), window.waiting === 1)");
    gate.open();

    assertThat(one.join()).isEqualTo(other.join()).isNotEqualTo(old);
    assertThat(app.refreshes()).isEqualTo(1);
  }

  @Test
  void of_thirty_refused_calls_in_six_tabs_one_refreshes_and_all_succeed() {
    List<Tab> tabs = new ArrayList<>(List.of(app.signedIn(profile)));
    String token = tabs.getFirst().text("token()");
    while (tabs.size() < 6) {
      tabs.add(app.beside(tabs.getFirst(), profile));
    }
    tabs.forEach(tab -> tab.eval("patient = true"));
    app.refuse(token);
    String calls = "Promise.all([1, 2, 3, 4, 5].map(() => get('" + API + "'))).then(String)";

    List<CompletableFuture<String>> answers = tabs.stream().map(tab -> tab.later(calls)).toList();

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.join()).isEqualTo("200,200,200,200,200"));
    assertThat(app.count("GET", API, 401)).isEqualTo(30);
    assertThat(app.count("GET", API, 200)).isEqualTo(30);
    assertThat(app.refreshes()).isEqualTo(1);
  }

  @Test
  void a_sign_out_reaches_every_tab_at_once_although_the_server_takes_its_time() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    String token = second.text("token()");
    var gate = app.hold(App.LOGOUT);

    var signOut = first.later("sallyport.signOut().then(() => 'done')");
    second.until("sallyport.status === 'out'");
    assertThat(second.text("token()")).isEqualTo("SignedOut");
    assertThat(second.text("get('" + API + "')")).isEqualTo("SignedOut");
    gate.open();

    assertThat(signOut.join()).isEqualTo("done");
    assertThat(second.text("states.join()")).isEqualTo("in,out");
    assertThat(app.count("GET", API)).isZero();
    assertThat(
            first
                .eval(
                    "fetch('/auth/me', { headers: { Authorization: 'Bearer "
                        + token
                        + "' } }).then(answer => answer.status)")
                .intValue())
        .isEqualTo(401);
    assertThat(first.text("document.cookie")).isEmpty();
  }

  @Test
  void a_sign_in_reaches_every_tab_too() {
    Tab first = app.open(profile);
    Tab second = app.open(profile);
    assertThat(second.text("token()")).isEqualTo("SignedOut");

    first.eval(App.signIn());
    second.until("sallyport.status === 'in'");
    assertThat(second.text("token()")).isEqualTo(first.text("token()"));

    // Perhaps as somebody else, so those who are in are told as well.
    first.eval(App.signIn());
    second.until("states.join() === 'out unknown,in,in'");
    assertThat(first.text("states.join()")).isEqualTo("out unknown,in,in");
    assertThat(second.text("token()")).isEqualTo(first.text("token()"));
  }

  @Test
  void a_session_that_has_ended_ends_in_every_tab_and_says_why() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    // Somebody who has the token ends it.
    second.eval(
        "fetch('/auth/logout', { method: 'POST', headers:"
            + " { 'X-CSRF-Token': document.cookie.split('__Host-csrf=')[1] } })");
    first.eval(LATER);

    assertThat(first.text("sallyport.token().catch(e => e.name + ' ' + e.reason)"))
        .isEqualTo("SignedOut unknown");
    second.until("states.join() === 'in,out unknown'");
  }

  /// Closing a tab takes its lock and its answer along.
  @Test
  void a_tab_that_is_closed_in_the_middle_of_a_refresh_leaves_the_session_to_the_others() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    first.eval(LATER);
    second.eval(LATER);
    var gate = app.hold(REFRESH);
    var _ = first.later("token()");
    gate.awaitAnswer();

    app.site.forget(REFRESH);
    first.close();

    assertThat(second.text("token()")).startsWith("ey");
    gate.open();
    assertOneChain(second);
  }

  @Test
  void a_reload_in_the_middle_of_a_refresh_costs_nothing() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    var gate = app.hold(REFRESH);
    tab.eval("void token()");
    gate.awaitAnswer();

    app.site.forget(REFRESH);
    tab.reload();
    tab.until("window.ready");

    assertThat(tab.text("token()")).startsWith("ey");
    gate.open();
    assertOneChain(tab);
  }

  /// Both requests had one key, and the session goes on.
  private void assertOneChain(Tab tab) {
    tab.eval("ahead = 2_000_000");
    assertThat(tab.text("token()")).startsWith("ey");
    List<String> keys =
        app.site.seen("POST", REFRESH).stream()
            .map(seen -> seen.header("Idempotency-Key"))
            .toList();
    assertThat(keys).allMatch(key -> key.matches("[A-Za-z0-9_-]{16,128}"));
    assertThat(keys.stream().distinct()).hasSize(2);
    assertThat(app.site.seen("POST", REFRESH)).extracting(Seen::status).isSubsetOf(0, 200);
    assertThat(tab.text("JSON.stringify(localStorage)")).isEqualTo("{}");
  }

  /// The browser itself repeats a POST whose connection is cut, so even that needs the key.
  @Test
  void an_answer_that_got_lost_is_asked_for_again_with_the_same_key() {
    Tab tab = app.signedIn(profile);
    tab.eval(LATER);
    app.site.at(
        REFRESH,
        exchange -> {
          app.serve(exchange);
          return Reply.none();
        });
    assertThat(tab.text("token()")).isEqualTo("Unavailable");
    assertThat(tab.text("sallyport.status")).isEqualTo("in");

    app.site.forget(REFRESH);

    assertThat(tab.text("token()")).startsWith("ey");
    assertOneChain(tab);
  }

  @Test
  void the_back_button_shows_nothing_after_a_sign_out() {
    Tab tab = app.signedIn(profile);
    tab.eval(
        "(document.body.append(document.createElement('p')), sallyport.onChange(status =>"
            + " document.querySelector('p').textContent = status === 'in' ? 'secrets' : ''),"
            + " document.querySelector('p').textContent = 'secrets')");
    tab.go(app.site.url("/page?elsewhere"));
    tab.until("window.ready");
    tab.eval("sallyport.signOut()");

    tab.eval("void setTimeout(() => history.back())");
    tab.until("!location.search && window.ready");

    assertThat(tab.text("token()")).isEqualTo("SignedOut");
    assertThat(tab.text("document.body.textContent")).doesNotContain("secrets");
    tab.until("sallyport.status === 'out'");
  }

  /// As from the browser's memory, which tests can't rely on.
  @Test
  void a_page_that_comes_back_as_it_was_knows_nothing_until_it_has_asked() {
    Tab tab = app.signedIn(profile);
    var gate = app.hold(REFRESH);

    tab.eval("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

    assertThat(tab.text("sallyport.status")).isEqualTo("unknown");
    gate.open();
    tab.until("states.join() === 'in,unknown,in'");
  }

  @Test
  void a_sign_in_whose_answer_comes_after_a_sign_out_is_not_believed() {
    Tab tab = app.open(profile);
    var gate = app.hold(LOGIN);
    var signIn = tab.later(App.signIn() + ".then(answer => String(answer.ok))");
    gate.awaitAnswer();
    var signOut = tab.later("sallyport.signOut().then(() => 'done')");
    tab.until("sallyport.status === 'out'");
    gate.open();

    assertThat(signIn.join()).isEqualTo("false");
    assertThat(signOut.join()).isEqualTo("done");
    assertThat(tab.text("states.join()")).isEqualTo("out");
    assertThat(tab.text("document.cookie")).as("and its session is ended").isEmpty();
  }

  @Test
  void a_refresh_whose_answer_comes_after_a_sign_out_is_not_believed() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    first.eval(LATER);
    second.eval(LATER);
    var gate = app.hold(REFRESH);
    var token = first.later("token()");
    gate.awaitAnswer();
    var signOut = second.later("sallyport.signOut().then(() => 'done')");
    first.until("sallyport.status === 'out'");
    gate.open();

    assertThat(token.join()).isEqualTo("SignedOut");
    assertThat(signOut.join()).isEqualTo("done");
    assertThat(first.text("states.join()")).isEqualTo("in,out");
    assertThat(second.text("states.join()")).isEqualTo("in,out");
    assertThat(first.text("document.cookie")).isEmpty();
  }

  /// What waits for its turn when somebody signs out.
  @Test
  void who_waited_while_somebody_signed_out_is_out() {
    Tab first = app.signedIn(profile);
    Tab second = app.beside(first, profile);
    second.eval(LATER);
    String lock = "'sallyport ' + location.origin";
    first.eval(
        "void navigator.locks.request(" + lock + ", () => new Promise(go => (window.go = go)))");
    String waiting =
        "(navigator.locks.query().then(q => waiting = q.pending.length), window.waiting === %d)";
    first.until("window.go");
    var token = second.later("token()");
    first.until(waiting.formatted(1));
    var signIn = first.later(App.signIn() + ".then(answer => String(answer.ok))");
    first.until(waiting.formatted(2));
    var signOut = first.later("sallyport.signOut().then(() => 'done')");
    first.until(waiting.formatted(3));
    second.until("sallyport.status === 'out'");
    first.eval("void go()");

    assertThat(token.join()).isEqualTo("SignedOut");
    assertThat(signIn.join()).isEqualTo("true");
    assertThat(signOut.join()).isEqualTo("done");
    assertThat(app.refreshes()).isZero();
    for (Tab tab : List.of(first, second)) {
      tab.until("states.join() === 'in,out,in,out'");
      assertThat(tab.text("document.cookie")).isEmpty();
    }
  }

  @Test
  void a_token_is_renewed_half_a_minute_before_its_end() {
    Tab tab = app.signedIn(profile);
    String token = tab.text("token()");
    tab.eval("ahead = 865_000");
    assertThat(tab.text("token()")).isEqualTo(token);
    tab.eval("ahead = 870_000");
    assertThat(tab.text("token()")).isNotEqualTo(token);
  }

  @Test
  void a_clock_that_is_set_back_costs_no_more_than_one_refresh() {
    Tab tab = app.signedIn(profile);
    app.refuse(tab.text("token()"));
    tab.eval("ahead = -3_600_000");
    assertThat(tab.eval("get('" + API + "')").intValue()).isEqualTo(200);
    assertThat(tab.eval("get('" + API + "')").intValue()).isEqualTo(200);
    assertThat(app.refreshes()).isEqualTo(1);
  }

  @Test
  void listeners_run_outside_the_lock_and_one_that_throws_hinders_nobody() {
    Tab tab = app.signedIn(profile);
    tab.eval(
        """
        (window.locks = [], window.reported = 0, addEventListener('error', () => reported++),
         sallyport.onChange(() => { throw new Error('mine'); }),
         sallyport.onChange(() => navigator.locks.query().then(q => locks.push(q.held.length))),
         window.off = sallyport.onChange(() => locks.push('taken away')), off())
        """);
    tab.eval("sallyport.signOut()");
    tab.eval(App.signIn());

    tab.until("locks.length === 2");
    // While signing out the server is still to be told; nothing is held when a sign-in is.
    assertThat(tab.text("locks[1] + ' ' + reported")).isEqualTo("0 2");
  }
}
