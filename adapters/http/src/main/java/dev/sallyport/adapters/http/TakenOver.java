package dev.sallyport.adapters.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/// Takes small answers over from the threads that made them, so that who asks and does not read
/// holds none: a thread that writes waits until the client has taken what was written.
final class TakenOver extends Handler.Wrapper {

  /// The most bytes of an answer that are kept for a client. All but the revocation feed are
  /// smaller, and that goes only to services with a secret.
  private static final int MOST_BYTES = 16 * 1024;

  TakenOver(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var outgoing = new Outgoing(request, response);
    return super.handle(request, outgoing, outgoing.ending(callback));
  }

  /// An answer, of which one write may still be under way when its thread has gone on. Whatever
  /// comes after that waits for it.
  private static final class Outgoing extends Response.Wrapper {
    private boolean underWay;
    private @Nullable Throwable failure;
    private @Nullable Callback after;

    private Outgoing(Request request, Response response) {
      super(request, response);
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (waits(Callback.from(() -> super.write(last, content, callback), callback::failed))) {
        return;
      }
      int length = content == null ? 0 : content.remaining();
      if (length > MOST_BYTES) {
        super.write(last, content, callback);
        return;
      }
      synchronized (this) {
        underWay = true;
      }
      // The writer uses its buffer again.
      byte[] copy = new byte[length];
      if (content != null) {
        content.get(copy);
      }
      super.write(
          last,
          ByteBuffer.wrap(copy),
          Callback.from(Invocable.InvocationType.NON_BLOCKING, () -> done(null), this::done));
      callback.succeeded();
    }

    /// The end of the answer, which is not before that of its last write.
    private Callback ending(Callback end) {
      return new Callback.Nested(end) {
        @Override
        public void succeeded() {
          if (!waits(end)) {
            end.succeeded();
          }
        }
      };
    }

    /// Whether this has to wait; then it is called when the write that is under way is done.
    private boolean waits(Callback next) {
      Throwable failed;
      synchronized (this) {
        if (underWay) {
          after = next;
          return true;
        }
        failed = failure;
      }
      if (failed != null) {
        next.failed(failed);
      }
      return failed != null;
    }

    private void done(@Nullable Throwable failed) {
      Callback next;
      synchronized (this) {
        underWay = false;
        failure = failed;
        next = after;
        after = null;
      }
      if (next != null && failed != null) {
        next.failed(failed);
      } else if (next != null) {
        next.succeeded();
      }
    }
  }
}
