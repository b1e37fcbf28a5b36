package dev.sallyport.adapters.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Tells [OpenConnections] whose request begins and ends, and cuts those off who do not take their answer in time.
///
/// Jetty's least rate for answers (`HttpConfiguration.setMinResponseDataRate`) is read by nobody,
/// and its `MinimumDataRateHandler` leaves the write that it fails pending.
final class Deadlines extends Handler.Wrapper {

  private final OpenConnections connections;
  private final Patience patience;

  Deadlines(Handler handler, OpenConnections connections, Patience patience) {
    super(handler);
    this.connections = connections;
    this.patience = patience;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    connections.headArrived(connection);
    request.addHttpStreamWrapper(stream -> new Ending(stream, connections, connection));
    return super.handle(request, new Timed(request, response, connection), callback);
  }

  /// Knows when a request has been answered, and before the next one begins.
  private static final class Ending extends HttpStream.Wrapper {
    private final OpenConnections connections;
    private final Connection connection;

    private Ending(HttpStream stream, OpenConnections connections, Connection connection) {
      super(stream);
      this.connections = connections;
      this.connection = connection;
    }

    @Override
    public void succeeded() {
      connections.waiting(connection);
      super.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
      connections.waiting(connection);
      super.failed(cause);
    }
  }

  private final class Timed extends Response.Wrapper {
    private final Connection connection;

    /// Only one write is under way at a time, and what begins the next one saw the end of the last.
    private long begun;

    private long written;

    private Timed(Request request, Response response, Connection connection) {
      super(request, response);
      this.connection = connection;
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (written == 0) {
        begun = System.nanoTime();
      }
      written += content == null ? 0 : content.remaining();
      // An answer is complete before it is written, so all that takes time between the first write
      // and this one is the client.
      Duration left = patience.answer().timeFor(written).minusNanos(System.nanoTime() - begun);
      var write = new Write(callback);
      super.write(last, content, write);
      write.endsIn(left, getRequest().getComponents().getScheduler(), connection);
    }
  }

  /// One write. Most are done when the call returns, and need nobody to look at the clock.
  private static final class Write extends Callback.Nested {
    private boolean done;
    private Scheduler.@Nullable Task cut;

    private Write(Callback callback) {
      super(callback);
    }

    /// Cuts the connection off after this time, unless the write is done by then.
    private synchronized void endsIn(Duration left, Scheduler scheduler, Connection connection) {
      if (!done) {
        cut =
            scheduler.schedule(
                () ->
                    connection
                        .getEndPoint()
                        .close(new TimeoutException("an answer was not taken in time")),
                Math.max(0, left.toMillis()),
                TimeUnit.MILLISECONDS);
      }
    }

    private synchronized void end() {
      done = true;
      if (cut != null) {
        cut.cancel();
      }
    }

    @Override
    public void succeeded() {
      end();
      super.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
      end();
      super.failed(cause);
    }
  }
}
