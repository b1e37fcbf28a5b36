package dev.sallyport.benchmarks.yardstick;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Javalin and nothing else: one route that answers a constant. On the same Jetty as Sallyport, with
/// as many threads; it writes no log and looks at nothing.
public final class BareServer {

  /// As Sallyport has them.
  private static final int LEAST_THREADS = 8;

  private static final int MOST_THREADS = 200;
  private static final int MOST_UNACCEPTED = 1_024;

  /// Its answer without the body: status, `Date`, `Content-Type` and a `Content-Length` of three
  /// digits.
  private static final int HEAD =
      String.join(
              "\r\n",
              "HTTP/1.1 200 OK",
              "Date: Tue, 24 Nov 2026 19:00:00 GMT",
              "Content-Type: application/json",
              "Content-Length: 999",
              "",
              "")
          .length();

  private BareServer() {}

  /// Serves until it is stopped.
  ///
  /// @param args how many bytes the whole answer has, head and body
  public static void main(String[] args) {
    byte[] body = " ".repeat(Integer.parseInt(args[0]) - HEAD).getBytes(US_ASCII);
    Javalin server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.startup.showOldJavalinVersionWarning = false;
                  config.startup.startupWatcherEnabled = false;
                  config.http.compressionStrategy = CompressionStrategy.NONE;
                  config.jetty.threadPool = threads();
                  config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
                  config.jetty.addConnector((jetty, http) -> {
                    var connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
                    connector.setHost("127.0.0.1");
                    connector.setPort(0);
                    connector.setAcceptQueueSize(MOST_UNACCEPTED);
                    return connector;
                  });
                  config.routes.get(
                      "/auth/me", ctx -> ctx.contentType("application/json").result(body));
                })
            .start();
    System.out.println("listening on http://127.0.0.1:" + server.port());
  }

  private static QueuedThreadPool threads() {
    var threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("http");
    threads.setReservedThreads(0);
    return threads;
  }
}
