package dev.sallyport.bootstrap.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.sallyport.bootstrap.browser.Site.Handler;
import dev.sallyport.bootstrap.browser.Site.Reply;
import dev.sallyport.bootstrap.endtoend.Program;
import dev.sallyport.bootstrap.endtoend.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An application on one origin with Sallyport: a page that uses `sallyport.js`, and an API. One
/// user, `alice`, who is an administrator. It serves all tests of a JVM.
final class App {

  static final String PASSWORD = "a long enough passphrase";
  static final String API = "/api/things";
  static final String REFRESH = "/auth/refresh";
  static final String LOGIN = "/auth/login";
  static final String LOGOUT = "/auth/logout";
  static final String CSRF = "/auth/csrf";

  /// A page whose clock can be put forward, by `ahead` in ms, and which if it is `patient` waits for
  /// its siblings as long as it takes on a busy machine.
  private static final String PAGE =
      """
      <!doctype html><title>page</title><script type="module">
        const real = Date.now.bind(Date);
        window.ahead = 0;
        Date.now = () => real() + ahead;
        const wait = setTimeout;
        window.patient = false;
        window.setTimeout = (work, ms) => wait(work, patient && ms === 60 ? 1500 : ms);
        const options = JSON.parse(new URLSearchParams(location.search).get('options') ?? '{}');
        const { createSallyport } = await import((options.base ?? '') + '/sallyport.js');
        window.states = [];
        window.sallyport = createSallyport(options);
        sallyport.onChange((status, why) => states.push(why ? status + ' ' + why : status));
        window.token = () => sallyport.token().catch(error => error.name);
        window.get = url => sallyport.fetch(url).then(answer => answer.status, error => error.name);
        window.ready = true;
      </script>
      """;

  private static @Nullable App running;

  final Site site = new Site();
  final Site pages = new Site();
  private final Path directory = newDirectory();
  private final Server server;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  /// Has a second origin, whose pages are allowed to use it.
  private App() {
    Program program =
        new Program(directory)
            .withWideLimits()
            .withQuickSignatures()
            .with("SALLYPORT_PUBLIC_URL", site.origin())
            .with("SALLYPORT_ALLOWED_ORIGINS", pages.origin())
            .with("SALLYPORT_DEMO", "true");
    assertThat(
            program
                .run(PASSWORD + "\n", "user", "add", "alice", "--role", "sallyport-admin")
                .exit())
        .isZero();
    server = program.serve();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  /// The application, in which everything works and nothing has been asked.
  static synchronized App running() {
    App app = running;
    if (app == null) {
      app = new App();
      running = app;
    }
    app.reset();
    return app;
  }

  private void reset() {
    site.inFrontOf(server.url()).at("/page", _ -> Reply.html(PAGE)).at(API, this::api);
    pages.at("/page", _ -> Reply.html(PAGE));
    for (String path : new String[] {REFRESH, LOGIN, LOGOUT, CSRF}) {
      site.forget(path);
    }
    refused.clear();
    site.forgetSeen();
    pages.forgetSeen();
  }

  /// A new tab with a page of the application.
  Tab open(Profile profile) {
    Tab tab = profile.open(site.url("/page"));
    tab.until("window.ready");
    return tab;
  }

  /// A new tab beside one that is signed in, which has handed over its token.
  Tab beside(Tab signedIn, Profile profile) {
    Tab tab = open(profile);
    tab.eval("patient = true");
    assertThat(tab.text("token()")).isEqualTo(signedIn.text("token()"));
    tab.eval("patient = false");
    return tab;
  }

  /// A new tab with a page on the other origin.
  Tab openAbroad(Profile profile) {
    String options = "{\"base\":\"" + site.origin() + "\"}";
    Tab tab =
        profile.open(
            pages.url("/page?options=" + URLEncoder.encode(options, StandardCharsets.UTF_8)));
    tab.until("window.ready");
    return tab;
  }

  /// A new tab in which alice has signed in.
  Tab signedIn(Profile profile) {
    Tab tab = open(profile);
    assertThat(tab.eval(signIn() + ".then(answer => answer.ok)").booleanValue()).isTrue();
    return tab;
  }

  static String signIn() {
    return "sallyport.signIn({ username: 'alice', password: '" + PASSWORD + "' })";
  }

  private Reply api(HttpExchange exchange) {
    String credentials = exchange.getRequestHeaders().getFirst("Authorization");
    String error = credentials != null && refused.contains(credentials) ? "invalid_token" : "";
    return !error.isEmpty()
        ? challenge("Bearer realm=\"things\", error=\"" + error + '"')
        : credentials == null
            ? challenge("Bearer realm=\"things\"")
            : Reply.of(200, "application/json", "{}");
  }

  static Reply challenge(String value) {
    return Reply.of(401, "application/json", "{}", "WWW-Authenticate", value);
  }

  /// From now on the API refuses this access token.
  void refuse(String token) {
    refused.add("Bearer " + token);
  }

  /// How many requests to a path have been answered.
  long count(String method, String path) {
    return site.seen(method, path).size();
  }

  long count(String method, String path, int status) {
    return site.seen(method, path).stream().filter(seen -> seen.status() == status).count();
  }

  long refreshes() {
    return count("POST", REFRESH);
  }

  /// What the server answers.
  Reply serve(HttpExchange exchange) throws IOException {
    return site.forward(exchange, server.url());
  }

  /// From now on each answer of the server to this path waits until it is let through.
  Gate hold(String path) {
    var gate = new Gate();
    site.at(path, gate);
    return gate;
  }

  /// Answers that are on their way.
  final class Gate implements Handler {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public Reply handle(HttpExchange exchange) throws IOException {
      Reply reply = serve(exchange);
      arrived.countDown();
      pass(opened);
      return reply;
    }

    /// Waits until the server has answered the first one.
    void awaitAnswer() {
      pass(arrived);
    }

    void open() {
      opened.countDown();
    }

    private static void pass(CountDownLatch latch) {
      try {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "app");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `mvn clean` takes its directory.
  private void stop() {
    server.close();
  }
}
