package dev.sallyport.application.port;

import java.time.Instant;

/// Keeps the events that a security engineer would want to see (OWASP Logging Vocabulary).
///
/// Thread-safe, never throws, and never holds a request up for long: what can't be logged is
/// counted by the adapter. A failed login's name is pseudonymised by the adapter, since people type
/// passwords into the wrong field.
@FunctionalInterface
public interface SecurityLog {

  /// Records what happened.
  void record(SecurityEvent event, Caller caller, Instant at);
}
