package dev.sallyport.adapters.http;

import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityLog;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.CookieCompliance;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTP server: the table of routes, served by Javalin on a Jetty that takes nothing that
/// RFC 9110, 9112 and 3986 do not allow, and speaks nothing but HTTP/1.1.
///
/// Requests run on platform threads: waiting inside SQLite would hold the carriers of virtual ones.
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = System.getLogger("dev.sallyport.http");

  /// For one or two who ask while another one's answer is slow to go.
  private static final int THREADS_FOR_OPERATORS = 8;

  /// The origin of pages that are not there: no route for operators has one that may ask.
  private static final String NO_PAGES = "http://localhost";

  /// Of eight threads, this many are left for Jetty itself, and for telling who finds no place.
  private static final int THREADS_KEPT_BACK_OF_8 = 2;

  /// What the kernel keeps of answers that a client does not take, for each connection; left to
  /// itself it may be some megabytes.
  private static final int SEND_BUFFER = 64 * 1024;

  /// How long requests that run when the server stops may go on.
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;
  private final GracefulHandler running;
  private final OpenConnections connections;
  private final Places places;

  /// A server on a socket that is bound already; it answers once started, and closes the socket.
  ///
  /// @param bound blocking or not, on the address to listen on
  /// @param log hears of requests that were refused as forged or malformed, or for lack of a role
  /// @param secrets for the request ids
  /// @param clock for the times in the log
  /// @param traffic counts how requests end
  public HttpServer(
      ServerSocketChannel bound,
      HttpSettings settings,
      Routes routes,
      AuthenticateRequest authenticate,
      SecurityLog log,
      SecretGenerator secrets,
      InstantSource clock,
      Traffic traffic) {
    this(bound, settings, Patience.DEFAULT, routes, authenticate, log, secrets, clock, traffic);
  }

  /// A server beside it for those who run it: with threads of its own, so that it answers while the
  /// other has none left, and few, since nobody else asks.
  ///
  /// @param routes [Routes#forOperators]
  public static HttpServer forOperators(
      ServerSocketChannel bound,
      Routes routes,
      AuthenticateRequest authenticate,
      SecurityLog log,
      SecretGenerator secrets,
      InstantSource clock) {
    return new HttpServer(
        bound,
        new HttpSettings(Set.of(NO_PAGES), Set.of(), TrustedProxies.NONE, 2, THREADS_FOR_OPERATORS),
        Patience.FOR_OPERATORS,
        routes,
        authenticate,
        log,
        secrets,
        clock,
        Traffic.NONE);
  }

  HttpServer(
      ServerSocketChannel bound,
      HttpSettings settings,
      Patience patience,
      Routes routes,
      AuthenticateRequest authenticate,
      SecurityLog log,
      SecretGenerator secrets,
      InstantSource clock,
      Traffic traffic) {
    var cors = new Cors(settings.allowedOrigins());
    var edge = new Edge(new AnswerHeaders(cors), secrets);
    var callers = new Callers(settings.trustedProxies(), System::nanoTime);
    var errors =
        new ServerErrors(
            edge, callers, log, clock, traffic.of(Traffic.ELSEWHERE, Traffic.ELSEWHERE));
    var failures = new Failures(System::nanoTime);
    var origins = new Origins(settings.ownOrigins(), settings.allowedOrigins());
    var bearerGate = new BearerGate(authenticate);
    Javalin javalin =
        Dispatcher.of(
            routes,
            route ->
                new Endpoint(route, origins, callers, bearerGate, failures, traffic, log, clock),
            cors,
            failures);
    this.server = new Server(threads(settings));
    server.setErrorHandler(errors);
    var proxies = settings.trustedProxies();
    this.connections =
        new OpenConnections(
            patience, peer -> proxies.trusts(new IpAddress(peer)), System::nanoTime);
    // What costs nothing comes first: a request is judged by its head, then its body is waited for,
    // then it takes the place of one that is at work.
    this.places = new Places(context(javalin, errors), places(settings), patience.place());
    edge.setHandler(
        new WholeBody(places, patience.body(), RequestBody.MAX_BYTES, connections::atWork));
    this.running =
        new GracefulHandler(
            new Counted(new Deadlines(new TakenOver(edge), connections, patience), traffic));
    server.setHandler(running);
    this.connector = connector(server, bound, patience);
    connector.addBean(connections);
    server.addConnector(connector);
  }

  /// Starts to answer.
  public void start() {
    try {
      server.start();
      connections.watch(connector.getScheduler());
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP server did not start", failed);
    }
  }

  /// How many connections are open.
  int connections() {
    return connections.count();
  }

  /// How much there is to do.
  ///
  /// @param connections how many are open
  /// @param connectionsClosed how many were closed, since the start, because there were too many
  /// @param places how many requests can be at work at once
  /// @param placesTaken how many are
  /// @param placesAwaited how many wait for their turn
  /// @param turnedAway how many waited for it in vain, since the start, and were answered 503
  public record Load(
      int connections,
      long connectionsClosed,
      int places,
      int placesTaken,
      int placesAwaited,
      long turnedAway) {}

  /// How much there is to do now.
  public Load load() {
    return new Load(
        connections.count(),
        connections.gaveWay(),
        places.all(),
        places.taken(),
        places.waiting(),
        places.turnedAway());
  }

  /// Closes the socket, lets running requests end for a few seconds, and closes every connection.
  ///
  /// Jetty's own way would wait for idle connections too, or else cut off requests that wait for a
  /// hash.
  @Override
  public void close() {
    connector.close();
    try {
      running.shutdown().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException tooLong) {
      LOG.log(Level.WARNING, "requests were cut off, since the server stops");
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("the HTTP server did not stop", failed);
    }
  }

  private static QueuedThreadPool threads(HttpSettings settings) {
    var threads = new QueuedThreadPool(settings.mostThreads(), settings.leastThreads());
    threads.setName("http");
    // They would be missing exactly when all others are at work.
    threads.setReservedThreads(0);
    return threads;
  }

  private static ServletContextHandler context(Javalin javalin, ServerErrors errors) {
    // Without sessions: nothing here reads or sets JSESSIONID.
    var context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
    context.setContextPath("/");
    context.setErrorHandler(errors);
    context.addServlet(new ServletHolder(javalin.javalinServlet()), "/*");
    return context;
  }

  private static int places(HttpSettings settings) {
    return settings.mostThreads() - settings.mostThreads() * THREADS_KEPT_BACK_OF_8 / 8;
  }

  private static ServerConnector connector(
      Server server, ServerSocketChannel bound, Patience patience) {
    var connector = new ServerConnector(server, new HttpConnections(strictHttp()));
    connector.setIdleTimeout(patience.idle().toMillis());
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    try {
      connector.open(bound);
    } catch (IOException notListening) {
      throw new UncheckedIOException(notListening);
    }
    return connector;
  }

  private static HttpConfiguration strictHttp() {
    var http = new HttpConfiguration();
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(UriCompliance.RFC3986);
    http.setRequestCookieCompliance(CookieCompliance.RFC6265_STRICT);
    // Jetty counts the request line and the headers together; Edge looks at each.
    http.setRequestHeaderSize(Edge.MAX_REQUEST_LINE + Edge.MAX_HEADER_BLOCK);
    // Else a value that differs by case alone from that of an earlier request of the connection is
    // replaced by it, and another secret, token or cookie is read than was sent.
    http.setHeaderCacheCaseSensitive(true);
    http.setHeaderCacheSize(0);
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setFormEncodedMethods(Set.of());
    return http;
  }
}
