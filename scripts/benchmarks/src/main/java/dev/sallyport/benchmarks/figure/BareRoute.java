package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Answer;
import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.yardstick.BareServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The protected route on Sallyport, and the same request to bare Javalin, whose answer has as many
/// bytes.
final class BareRoute {

  private static final Duration ONE_REQUEST = Duration.ofSeconds(10);

  private BareRoute() {}

  /// Starts bare Javalin.
  ///
  /// @param likeThis a client of a route of Sallyport, whose answer it is to equal in size
  /// @param options for the JVM, behind the documented ones
  static JvmProcess start(
      Bench bench, JvmProcess sallyport, Client likeThis, Path directory, String... options) {
    int size = sizeOf(sallyport, likeThis);
    List<String> command = bench.java(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            Integer.toString(size)));
    JvmProcess bare = JvmProcess.start(command, Map.of(), directory);
    int actual = sizeOf(bare, likeThis);
    if (actual != size) {
      bare.close();
      throw new IllegalStateException(
          "bare Javalin answers " + actual + " bytes in the place of " + size);
    }
    return bare;
  }

  private static int sizeOf(JvmProcess server, Client client) {
    int[] size = new int[1];
    var sized =
        new Client() {
          @Override
          public byte[] request() {
            return client.request();
          }

          @Override
          public int expectedStatus() {
            return client.expectedStatus();
          }

          @Override
          public void answered(Answer answer) {
            size[0] = answer.length();
          }
        };
    Load _ = ClosedLoop.run(server.address(), List.of(sized), ONE_REQUEST, 1);
    return size[0];
  }
}
