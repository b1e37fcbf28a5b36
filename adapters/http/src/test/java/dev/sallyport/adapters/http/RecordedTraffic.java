package dev.sallyport.adapters.http;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/// What was told about requests, one text each, such as `GET /auth/me 401`.
final class RecordedTraffic implements Traffic {

  private final Set<String> series = new ConcurrentSkipListSet<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();

  @Override
  public Series of(String route, String method) {
    String name = method + ' ' + route;
    series.add(name);
    return (status, nanos) -> ended.add(nanos < 0 ? "in no time" : name + ' ' + status);
  }

  /// Each method and route that is counted.
  Set<String> series() {
    return Set.copyOf(series);
  }

  List<String> ended() {
    return List.copyOf(ended);
  }
}
