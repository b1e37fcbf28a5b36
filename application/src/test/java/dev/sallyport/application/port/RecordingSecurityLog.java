package dev.sallyport.application.port;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A security log that a test can read.
public final class RecordingSecurityLog implements SecurityLog {

  private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

  @Override
  public void record(SecurityEvent event, Caller caller, Instant at) {
    events.add(event);
  }

  /// All events so far, the oldest first.
  public List<SecurityEvent> events() {
    return List.copyOf(events);
  }

  /// All events of one kind so far, the oldest first.
  public <E extends SecurityEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
