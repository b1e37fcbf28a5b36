package dev.sallyport.adapters.http;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/// Lets so many requests be at work at once, fewer than there are threads, so that there is always a
/// thread left to tell the others to come again.
///
/// The others wait for a moment in the order in which they came, on no thread; of the connections
/// each has one request at most, so they are bounded too. A request gives its place back when its
/// thread is done with it, and not only when its answer was taken, which is up to the client: that
/// is the difference to Jetty's `QoSHandler`.
final class Places extends Handler.Wrapper {

  private final int places;
  private final Semaphore free;
  private final Duration longestWait;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final LongAdder turnedAway = new LongAdder();

  /// @param places how many are at work at once
  /// @param longestWait for a place
  Places(Handler handler, int places, Duration longestWait) {
    super(handler);
    this.places = places;
    this.free = new Semaphore(places);
    this.longestWait = longestWait;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    // Who waits comes first.
    if (waiting.isEmpty() && free.tryAcquire()) {
      try {
        return super.handle(request, response, callback);
      } finally {
        leave();
      }
    }
    waiting.add(new Waiting(request, response, callback));
    letIn();
    return true;
  }

  /// How many there are.
  int all() {
    return places;
  }

  /// How many are taken.
  int taken() {
    return places - free.availablePermits();
  }

  /// How many wait for one.
  int waiting() {
    return waiting.size();
  }

  /// How many waited in vain since the start.
  long turnedAway() {
    return turnedAway.sum();
  }

  private void leave() {
    free.release();
    letIn();
  }

  /// Gives free places to those who wait.
  private void letIn() {
    while (!waiting.isEmpty() && free.tryAcquire()) {
      Waiting next = waiting.poll();
      if (next == null || !next.begin()) {
        free.release();
      }
    }
  }

  private void handleLater(Waiting one) {
    try {
      if (!super.handle(one.request, one.response, one.callback)) {
        throw new IllegalStateException("a request that nobody answers");
      }
    } catch (Throwable thrown) { // as Jetty does around the first handler
      Response.writeError(one.request, one.response, one.callback, thrown);
    } finally {
      leave();
    }
  }

  /// A request that has no place yet.
  private final class Waiting {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Scheduler.Task deadline;

    private Waiting(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.deadline =
          request
              .getComponents()
              .getScheduler()
              .schedule(this::giveUp, longestWait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether it takes the place.
    private boolean begin() {
      if (!over.compareAndSet(false, true)) {
        return false;
      }
      deadline.cancel(); // else it would keep the body for as long
      try {
        request.getComponents().getExecutor().execute(() -> handleLater(this));
        return true;
      } catch (RejectedExecutionException stopping) {
        refuse();
        return false;
      }
    }

    private void giveUp() {
      if (over.compareAndSet(false, true)) {
        waiting.remove(this);
        refuse();
      }
    }

    private void refuse() {
      turnedAway.increment();
      Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
    }
  }
}
