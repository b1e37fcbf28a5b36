package dev.sallyport.adapters.http;

import dev.sallyport.adapters.http.Patience.Pace;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Waits for the body of a request before a thread is given to it, so that who sends slowly holds
/// none. It refuses nothing: what came in time, or is more than is ever taken, or what went wrong,
/// is there to be read afterwards.
final class WholeBody extends Handler.Wrapper {

  private final Pace pace;
  private final int most;
  private final Consumer<Connection> whole;

  /// @param most the most bytes that are waited for
  /// @param whole is told on which connection nothing more is waited for
  WholeBody(Handler handler, Pace pace, int most, Consumer<Connection> whole) {
    super(handler);
    this.pace = pace;
    this.most = most;
    this.whole = whole;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    long length = request.getLength();
    boolean hasBody = length > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    if (!hasBody || length > most) {
      whole.accept(request.getConnectionMetaData().getConnection());
      return super.handle(request, response, callback);
    }
    new Arriving(request, response, callback, length < 0 ? most : length).goOn();
    return true;
  }

  private void handleArrived(Arrived request, Response response, Callback callback) {
    whole.accept(request.getConnectionMetaData().getConnection());
    try {
      if (!super.handle(request, response, callback)) {
        throw new IllegalStateException("a request that nobody answers");
      }
    } catch (Throwable thrown) { // as Jetty does around the first handler
      Response.writeError(request, response, callback, thrown);
    }
  }

  /// A body on its way.
  private final class Arriving {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final long expected;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Scheduler.@Nullable Task deadline;
    private boolean over;

    private Arriving(Request request, Response response, Callback callback, long expected) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.expected = expected;
    }

    /// Takes what is there.
    private void goOn() {
      if (Thread.holdsLock(this)) {
        // Something came at once, and demand called us: the handler must not run under the lock.
        request.getComponents().getExecutor().execute(this::goOn);
        return;
      }
      Arrived arrived = take();
      if (arrived != null) {
        handleArrived(arrived, response, callback);
      }
    }

    /// Null while there is more to come, or if it was too late.
    private synchronized @Nullable Arrived take() {
      while (!over) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          if (deadline == null) {
            deadline =
                request
                    .getComponents()
                    .getScheduler()
                    .schedule(
                        this::giveUp, pace.timeFor(expected).toMillis(), TimeUnit.MILLISECONDS);
          }
          request.demand(this::goOn);
          return null;
        }
        if (Content.Chunk.isFailure(chunk)) {
          return end(chunk);
        }
        byte[] more = new byte[chunk.remaining()];
        chunk.get(more, 0, more.length);
        bytes.writeBytes(more);
        boolean last = chunk.isLast();
        chunk.release();
        if (last) {
          return end(Content.Chunk.EOF);
        }
        if (bytes.size() > most) {
          return end(null);
        }
      }
      return null;
    }

    private Arrived end(Content.@Nullable Chunk then) {
      over = true;
      if (deadline != null) {
        deadline.cancel();
      }
      return new Arrived(request, bytes.toByteArray(), then);
    }

    private void giveUp() {
      Arrived arrived;
      synchronized (this) {
        if (over) {
          return;
        }
        arrived = end(Content.Chunk.from(new TimeoutException("the body did not arrive in time")));
      }
      request
          .getComponents()
          .getExecutor()
          .execute(() -> handleArrived(arrived, response, callback));
    }
  }

  /// A request whose body is here, as far as it came.
  private static final class Arrived extends Request.Wrapper {
    private final Content.@Nullable Chunk then;
    private final ByteBuffer body;
    private boolean taken;

    /// @param then what follows the body: its end, or what went wrong; null for what the client
    ///     still sends
    private Arrived(Request request, byte[] body, Content.@Nullable Chunk then) {
      super(request);
      this.body = ByteBuffer.wrap(body);
      this.then = then;
    }

    @Override
    public Content.@Nullable Chunk read() {
      if (!taken) {
        taken = true;
        if (body.hasRemaining()) {
          return Content.Chunk.from(
              body, then != null && then.isLast() && !Content.Chunk.isFailure(then));
        }
      }
      return then == null ? super.read() : then;
    }

    @Override
    public void demand(Runnable whenThere) {
      if (taken && then == null) {
        super.demand(whenThere);
      } else {
        whenThere.run();
      }
    }
  }
}
