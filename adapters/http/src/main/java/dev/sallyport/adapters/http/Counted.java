package dev.sallyport.adapters.http;

import dev.sallyport.adapters.http.Traffic.Series;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Tells [Traffic] of every request when it ends. [Endpoint] says which series it belongs to; one
/// that gets to none belongs to the one for all others.
final class Counted extends Handler.Wrapper {

  private static final String SERIES = "dev.sallyport.series";

  private final Series elsewhere;

  Counted(Handler handler, Traffic traffic) {
    super(handler);
    this.elsewhere = traffic.of(Traffic.ELSEWHERE, Traffic.ELSEWHERE);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    request.setAttribute(SERIES, elsewhere);
    Request.addCompletionListener(
        request,
        _ ->
            seriesOf(request)
                .ended(
                    response.isCommitted() ? response.getStatus() : 0,
                    System.nanoTime() - request.getBeginNanoTime()));
    return super.handle(request, response, callback);
  }

  /// Counts the request, when it ends, in this series.
  static void in(Series series, Request request) {
    request.setAttribute(SERIES, series);
  }

  /// Whether this request is counted when it ends: not so, if no handler ever saw it.
  static boolean counts(Request request) {
    return request.getAttribute(SERIES) != null;
  }

  private Series seriesOf(Request request) {
    return request.getAttribute(SERIES) instanceof Series series ? series : elsewhere;
  }
}
