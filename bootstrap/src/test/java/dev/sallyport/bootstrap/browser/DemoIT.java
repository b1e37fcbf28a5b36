package dev.sallyport.bootstrap.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.bootstrap.endtoend.Program;
import dev.sallyport.bootstrap.endtoend.Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demo page, as somebody sees it who tries it step by step.
@Tag("browser")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoIT {

  private static final String PASSWORD = "a long enough passphrase";

  /// A clock that can be put forward, and what the page's policy has kept from it.
  private static final String FIRST =
      """
      const real = Date.now.bind(Date);
      window.ahead = 0;
      Date.now = () => real() + ahead;
      window.violations = [];
      addEventListener('securitypolicyviolation', event => violations.push(event.blockedURI));
      addEventListener('error', event => violations.push(event.message));
      addEventListener('unhandledrejection', event => violations.push(String(event.reason)));
      """;

  private static final String STATUS = "document.documentElement.dataset.status";

  @TempDir private static Path directory;

  private Server server;
  private URI demo;
  private Profile profile;

  @BeforeAll
  void start() {
    Chromium.newProfile().close();
    var program =
        new Program(directory)
            .withWideLimits()
            .with("SALLYPORT_DEMO", "true")
            .with("SALLYPORT_ACCESS_TTL", "20s");
    assertThat(program.run(PASSWORD + "\n", "user", "add", "demo").exit()).isZero();
    server = program.serve();
    demo = URI.create("http://localhost:" + server.url().getPort() + "/demo");
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void fresh() {
    profile = Chromium.newProfile();
  }

  @AfterEach
  void close() {
    profile.close();
  }

  private Tab open() {
    return open(profile);
  }

  private Tab open(Profile where) {
    Tab tab = where.open(demo, FIRST);
    tab.until(STATUS + " !== 'unknown'");
    return tab;
  }

  private static void signIn(Tab tab, String password) {
    tab.eval(
        "(document.getElementById('password').value = '"
            + password
            + "', document.querySelector('#sign-in button').click())");
  }

  private Tab signedIn(Profile where) {
    Tab tab = open(where);
    signIn(tab, PASSWORD);
    tab.until(STATUS + " === 'in'");
    tab.until("document.getElementById('generation').textContent === '1'");
    return tab;
  }

  private static void click(Tab tab, String id) {
    tab.until("!document.getElementById('" + id + "').disabled");
    tab.eval("document.getElementById('" + id + "').click()");
  }

  private static String shown(Tab tab, String id) {
    tab.until("document.getElementById('" + id + "').textContent");
    return tab.text("document.getElementById('" + id + "').textContent");
  }

  private static void nothingWasKeptFrom(Tab tab) {
    assertThat(tab.text("violations.join()")).isEmpty();
  }

  @Test
  void a_wrong_password_shows_the_problem_and_the_right_one_a_token_that_the_page_verifies() {
    Tab tab = open();
    assertThat(tab.text(STATUS)).isEqualTo("out");
    signIn(tab, "not the right one");
    assertThat(shown(tab, "sign-in-result"))
        .contains("urn:sallyport:problem:invalid-credentials", "request_id");

    signIn(tab, PASSWORD);
    tab.until(STATUS + " === 'in'");
    click(tab, "decode");
    tab.until("document.querySelector('#token-result .verdict:not(.no)')");
    assertThat(shown(tab, "token-result"))
        .contains("RS256 signature checked", "\"typ\": \"at+jwt\"", "\"gen\": 1");

    click(tab, "where");
    tab.until("document.getElementById('token-result').textContent.includes('document.cookie')");
    assertThat(shown(tab, "token-result"))
        .contains("__Host-csrf=", "no refresh token")
        .doesNotContain("__Host-Http-refresh");
    nothingWasKeptFrom(tab);
  }

  @Test
  void a_renewal_is_silent_and_raises_the_generation_by_one_in_two_tabs_that_keep_calling() {
    Tab first = signedIn(profile);
    Tab second = open();
    second.until(STATUS + " === 'in'");
    click(first, "keep-calling");
    click(second, "keep-calling");
    for (Tab tab : new Tab[] {first, second}) {
      tab.until("document.getElementById('calls').textContent > 0");
    }

    first.eval("ahead = 16_000");
    second.eval("ahead = 16_000");

    for (Tab tab : new Tab[] {first, second}) {
      tab.until("document.getElementById('generation').textContent !== '1'");
      assertThat(shown(tab, "generation")).isEqualTo("2");
      assertThat(shown(tab, "renewals")).isEqualTo("1");
      assertThat(shown(tab, "call-log")).contains("generation 1 \u2192 2");
      assertThat(shown(tab, "call-result")).contains("HTTP/1.1 200", "\"username\":\"demo\"");
      assertThat(tab.text(STATUS)).isEqualTo("in");
      nothingWasKeptFrom(tab);
    }
  }

  @Test
  void three_forged_tokens_are_refused_and_so_is_a_post_without_the_csrf_token() {
    Tab tab = signedIn(profile);
    click(tab, "forge");
    tab.until("document.querySelectorAll('#forge-result li').length === 3");
    assertThat(
            tab.text(
                "[...document.querySelectorAll('#forge-result .badge')].map(b => b.textContent).join()"))
        .isEqualTo("401 refused,401 refused,401 refused");

    click(tab, "csrf");
    tab.until("document.getElementById('forge-result').textContent.includes('403')");
    assertThat(shown(tab, "forge-result")).contains("urn:sallyport:problem:csrf");
    assertThat(tab.text(STATUS)).isEqualTo("in");
    nothingWasKeptFrom(tab);
  }

  @Test
  void a_stolen_token_that_is_used_turns_every_tab_red() {
    Tab first = signedIn(profile);
    Tab second = open();
    second.until(STATUS + " === 'in'");

    click(first, "steal");

    first.until("document.querySelectorAll('#theft-result li').length === 4");
    assertThat(shown(first, "theft-result"))
        .containsPattern("__Host-Http-refresh=[A-Za-z0-9_-]{72}")
        .contains("401", "reason: replayed");
    for (Tab tab : new Tab[] {first, second}) {
      tab.until(STATUS + " === 'over'");
      assertThat(shown(tab, "alarm")).contains("ended");
      assertThat(shown(tab, "status-text")).isEqualTo("Session over");
      nothingWasKeptFrom(tab);
    }
    signIn(first, PASSWORD);
    first.until(STATUS + " === 'in'");
    second.until(STATUS + " === 'in'");
    assertThat(first.eval("document.getElementById('alarm').hidden").booleanValue()).isTrue();
  }

  @Test
  void the_other_tab_leaves_with_a_sign_out() {
    Tab first = signedIn(profile);
    Tab second = open();
    second.until(STATUS + " === 'in'");
    click(first, "sign-out");
    for (Tab tab : new Tab[] {first, second}) {
      tab.until(STATUS + " === 'out'");
      assertThat(
              tab.eval("[...document.querySelectorAll('[data-signed-in]')].every(b => b.disabled)")
                  .booleanValue())
          .isTrue();
    }
  }

  @Test
  void sessions_elsewhere_are_seen_and_ended() {
    Tab here = signedIn(profile);
    try (Profile elsewhere = Chromium.newProfile()) {
      Tab there = signedIn(elsewhere);
      click(here, "sessions");
      here.until("document.querySelector('#sessions-result button')");
      assertThat(shown(here, "sessions-result")).contains("This browser", "current", "127.0.0.1");

      click(here, "end-others");
      here.until(
          "document.querySelector('#sessions-result li')"
              + " && !document.querySelector('#sessions-result button')");
      click(there, "call");
      there.until(STATUS + " === 'over'");
      assertThat(here.text(STATUS)).isEqualTo("in");

      click(here, "end-all");
      here.until(STATUS + " === 'out'");
      assertThat(here.text("document.cookie")).isEmpty();
      nothingWasKeptFrom(here);
    }
  }

  @Test
  void each_line_for_curl_does_the_same() throws Exception {
    Tab tab = open();
    var lines =
        tab.text(
                "[...document.querySelectorAll('[data-curl]')].map(p => p.textContent).join('\\n')")
            .replace("\u2026", PASSWORD);
    Process bash =
        new ProcessBuilder("bash", "-c", lines)
            .directory(Files.createTempDirectory(directory, "curl").toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);

    assertThat(Pattern.compile("HTTP/1.1 (\\d+)").matcher(printed).results())
        .as(printed)
        .extracting(found -> found.group(1))
        .containsExactly("200", "200", "401", "403", "200", "200", "401");
    assertThat(printed).contains("\"client_id\":\"sallyport\"", "{\"keys\":[", "\"replayed\"");
  }

  @Test
  void the_keyboard_is_enough() {
    Tab tab = open();
    tab.press("Tab");
    assertThat(tab.text("document.activeElement.textContent")).isEqualTo("Skip to the steps");
    tab.press("Enter");
    tab.until("document.activeElement.id === 'steps'");
    tab.press("Tab");
    assertThat(tab.text("document.activeElement.id")).isEqualTo("username");
    tab.press("Tab");
    tab.type(PASSWORD);
    tab.press("Enter");
    tab.until(STATUS + " === 'in'");
    Set<String> reached = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      tab.press("Tab");
      reached.add(tab.text("document.activeElement.id"));
    }
    assertThat(reached)
        .contains("decode", "where", "call", "keep-calling", "forge", "csrf", "steal", "sign-out");
  }

  @Test
  void a_screen_reader_has_a_name_for_everything_that_can_be_used() {
    Tab tab = signedIn(profile);
    click(tab, "sessions");
    shown(tab, "sessions-result");
    int usable = 0;
    for (JsonNode node : tab.send("Accessibility.getFullAXTree").get("nodes")) {
      String role = node.path("role").path("value").asText();
      if (Set.of("button", "textbox", "link", "heading", "DisclosureTriangle").contains(role)
          && !node.path("ignored").booleanValue()) {
        assertThat(node.path("name").path("value").asText()).as("%s", node).isNotBlank();
        usable++;
      }
    }
    assertThat(usable).isGreaterThan(25);
    assertThat(tab.text("document.documentElement.lang")).isEqualTo("en");
  }

  @Test
  void nothing_is_cut_off_on_a_small_phone() {
    Tab tab = signedIn(profile);
    tab.send(
        "Emulation.setDeviceMetricsOverride",
        "width",
        320,
        "height",
        640,
        "deviceScaleFactor",
        1,
        "mobile",
        true);
    for (String id : new String[] {"decode", "call", "forge", "sessions", "steal"}) {
      click(tab, id);
      tab.until("document.querySelector('#steps').textContent.length > 0");
    }
    shown(tab, "theft-result");
    assertThat(tab.eval("document.documentElement.scrollWidth").intValue()).isEqualTo(320);
  }
}
