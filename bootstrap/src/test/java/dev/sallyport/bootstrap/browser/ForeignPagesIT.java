package dev.sallyport.bootstrap.browser;

import static dev.sallyport.bootstrap.browser.App.CSRF;
import static dev.sallyport.bootstrap.browser.App.LOGIN;
import static dev.sallyport.bootstrap.browser.App.LOGOUT;
import static dev.sallyport.bootstrap.browser.App.REFRESH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.browser.Site.Reply;
import dev.sallyport.bootstrap.browser.Site.Seen;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pages that are none of ours, in the browser of somebody who has signed in: whatever they send, by
/// script or by form, changes nothing.
@Tag("browser")
@Timeout(60)
final class ForeignPagesIT {

  /// Every POST that changes something, and what is the matter with one that a page may send without
  /// being asked: its origin, its media type, or that it names no client.
  private static final Map<String, Set<Integer>> POSTS =
      Map.of(
          LOGIN,
          Set.of(415),
          REFRESH,
          Set.of(403),
          LOGOUT,
          Set.of(403),
          "/auth/logout-all",
          Set.of(403),
          "/auth/password",
          Set.of(415),
          "/auth/password/reset",
          Set.of(415),
          "/admin/users",
          Set.of(415),
          "/admin/users/SUB/reset",
          Set.of(401),
          "/demo/theft",
          Set.of(403),
          "/oauth/revoke",
          Set.of(401, 415));

  /// Every other request that changes something. A page must ask before it sends one, and is refused.
  private static final List<Other> OTHERS =
      List.of(
          new Other("DELETE", "/auth/sessions/0199b0a8-0000-7000-8000-000000000000"),
          new Other("PATCH", "/admin/users/SUB"),
          new Other("DELETE", "/admin/users/SUB"),
          new Other("DELETE", "/admin/users/SUB/sessions"));

  private record Other(String method, String path) {}

  /// As a page may send it without being asked about it first, as it must ask first, and as a form.
  private static final String ATTACK =
      """
      <!doctype html><title>attack</title><body><script type="module">
        const home = 'HOME';
        const send = (path, init) =>
          fetch(home + path, { method: 'POST', credentials: 'include', ...init }).catch(() => {});
        const json = JSON.stringify({ username: 'alice', password: 'PASSWORD' });
        for (const path of PATHS) {
          const body = ['/auth/login', '/auth/password'].includes(path) ? json : undefined;
          const headers = { 'Content-Type': 'text/plain' };
          send(path, body ? { mode: 'no-cors', body, headers } : { mode: 'no-cors' });
          send(path, { headers: { 'X-CSRF-Token': 'x', 'Content-Type': 'application/json' }, body: json });
          const form = document.createElement('form');
          form.method = 'POST';
          form.action = home + path;
          if (body) {
            form.enctype = 'text/plain';
            const input = document.createElement('input');
            input.name = json.slice(0, -1) + ',"x":"';
            input.value = '"}';
            form.append(input);
          }
          const frame = document.createElement('iframe');
          frame.name = form.target = 'of' + path;
          document.body.append(frame, form);
          form.submit();
        }
        for (const [method, path] of OTHERS) {
          send(path, { method });
          send(path, {
            method,
            headers: { 'Content-Type': 'application/json' },
            body: method === 'PATCH' ? '{"disabled":true}' : undefined,
          });
          const form = document.createElement('form');
          form.method = 'POST';
          form.action = home + path + '?_method=' + method;
          const frame = document.createElement('iframe');
          frame.name = form.target = method + path;
          document.body.append(frame, form);
          form.submit();
        }
        fetch(home + '/auth/csrf', { mode: 'no-cors', credentials: 'include' }).catch(() => {});
        window.read = fetch(home + '/auth/csrf', { credentials: 'include' }).then(
          answer => answer.text(), () => 'unreadable');
        window.parent.postMessage(await window.read, '*');
      </script>
      """;

  private static final String FRAME =
      """
      <!doctype html><title>frame</title><body><script>
        addEventListener('message', event => (window.told = event.data));
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts allow-forms';
        frame.src = '/attack';
        document.body.append(frame);
        window.read = new Promise(done => addEventListener('message', event => done(event.data)));
      </script>
      """;

  /// Where the page is.
  enum From {
    /// Same site: the browser sends all cookies along.
    ANOTHER_PORT {
      @Override
      URI page(App app, Site foreign) {
        return foreign.url("/attack");
      }

      @Override
      boolean bringsCookies() {
        return true;
      }
    },
    /// Another site.
    ANOTHER_NAME {
      @Override
      URI page(App app, Site foreign) {
        return foreign.urlOn("127.0.0.1", "/attack");
      }
    },
    /// Our own address, under another name: another site too.
    OUR_ADDRESS {
      @Override
      URI page(App app, Site foreign) {
        return app.site.urlOn("127.0.0.1", "/attack");
      }
    },
    /// What a user has uploaded, shown on our own origin, but in a frame without it.
    SANDBOXED_FRAME {
      @Override
      URI page(App app, Site foreign) {
        return app.site.url("/frame");
      }
    };

    abstract URI page(App app, Site foreign);

    boolean bringsCookies() {
      return false;
    }
  }

  private App app;
  private Profile profile;
  private Site foreign;

  /// Without one all is skipped, and nothing made that had to be closed.
  @BeforeAll
  static void there_is_a_browser() {
    Chromium.newProfile().close();
  }

  @BeforeEach
  void fresh() {
    profile = Chromium.newProfile();
    app = App.running();
    foreign = new Site();
  }

  /// Puts the page up, with what it takes to hurt this user.
  private void attack(String sub) {
    String paths = POSTS.keySet().stream().collect(Collectors.joining("','", "['", "']"));
    String others =
        OTHERS.stream()
            .map(other -> "['" + other.method() + "','" + other.path() + "']")
            .collect(Collectors.joining(",", "[", "]"));
    String attack =
        ATTACK
            .replace("HOME", app.site.origin())
            .replace("PASSWORD", App.PASSWORD)
            .replace("PATHS", paths)
            .replace("OTHERS", others)
            .replace("SUB", sub);
    foreign.at("/attack", _ -> Reply.html(attack));
    app.site.at("/attack", _ -> Reply.html(attack)).at("/frame", _ -> Reply.html(FRAME));
  }

  @AfterEach
  void close() {
    app.site.forget("/attack");
    app.site.forget("/frame");
    foreign.close();
    profile.close();
  }

  @Tag("X-09")
  @Tag("X-12")
  @Tag("N-01")
  @Tag("ASVS-3.5.1")
  @ParameterizedTest
  @EnumSource
  void a_page_that_is_none_of_ours_changes_nothing_and_reads_nothing(From from) {
    Tab alice = app.signedIn(profile);
    String token = alice.text("token()");
    String sub =
        alice.text(
            "(token => JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/'))).sub)("
                + "(await token()).split('.')[1])");
    attack(sub);
    app.site.forgetSeen();

    Tab attack = profile.open(from.page(app, foreign));

    assertThat(attack.text("window.read")).isEqualTo("unreadable");
    POSTS.forEach((route, expected) -> {
      String path = route.replace("SUB", sub);
      await(() -> app.count("POST", path) == 2 && app.count("OPTIONS", path) == 1);
      assertThat(statuses("POST", path)).as(path).isEqualTo(expected);
      assertThat(statuses("OPTIONS", path)).as(path).isEqualTo(Set.of(405));
    });
    for (String route : OTHERS.stream().map(Other::path).distinct().toList()) {
      String path = route.replace("SUB", sub);
      List<Other> those = OTHERS.stream().filter(other -> other.path().equals(route)).toList();
      await(() -> app.count("OPTIONS", path) == 2L * those.size());
      await(() -> app.count("POST", path) == those.size());
      assertThat(statuses("OPTIONS", path)).as(path).isEqualTo(Set.of(405));
      assertThat(statuses("POST", path)).as("a form to %s", path).isEqualTo(Set.of(405));
      those.forEach(other -> assertThat(app.count(other.method(), path)).as(path).isZero());
    }
    await(() -> app.count("GET", CSRF) == 2);
    assertThat(statuses("GET", CSRF)).isEqualTo(Set.of(403));
    Predicate<Seen> withCookie = seen -> seen.header("Cookie").contains("__Host-Http-refresh");
    assertThat(app.site.seen("POST", LOGOUT).stream().anyMatch(withCookie))
        .isEqualTo(from.bringsCookies());

    app.site.forgetSeen();
    assertThat(alice.eval("get('/auth/me')").intValue()).isEqualTo(200);
    assertThat(alice.text("token()")).isEqualTo(token);
    alice.eval("ahead = 1_000_000");
    assertThat(alice.text("token()")).startsWith("ey").isNotEqualTo(token);
    assertThat(statuses("POST", REFRESH)).isEqualTo(Set.of(200));
    assertThat(alice.text("states.join()")).isEqualTo("in");
  }

  /// A link from another site brings no Strict cookies, and must not sign out who follows it.
  @Tag("N-01")
  @Test
  void following_a_link_from_another_site_signs_nobody_out() {
    Tab alice = app.signedIn(profile);
    foreign.at("/link", _ -> Reply.html("<a href=" + app.site.url(CSRF) + ">more</a>"));
    for (String host : List.of("127.0.0.1", "localhost")) {
      app.site.forgetSeen();
      Tab tab = profile.open(foreign.urlOn(host, "/link"));

      tab.eval("void setTimeout(() => document.querySelector('a').click())");

      await(() -> app.count("GET", CSRF) > 0);
      assertThat(statuses("GET", CSRF)).isEqualTo(Set.of(403));
    }
    alice.eval("ahead = 1_000_000");
    assertThat(alice.text("token()")).startsWith("ey");
  }

  private Set<Integer> statuses(String method, String path) {
    return app.site.seen(method, path).stream()
        .map(Seen::status)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
