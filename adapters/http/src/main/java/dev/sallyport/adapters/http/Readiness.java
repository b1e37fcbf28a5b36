package dev.sallyport.adapters.http;

import dev.sallyport.application.share.SharedState;

/// Whether requests should be sent to this server now, and on what it stands.
///
/// @param databaseIsUp whether the database answered when it was last asked, a second ago or so
/// @param revocations where they are looked up; without the shared copy the server is ready all the
///     same
/// @param limitsAreShared whether limits are counted together with the other nodes
public record Readiness(
    Phase phase, boolean databaseIsUp, SharedState revocations, boolean limitsAreShared) {

  /// The part of its life in which a server is.
  public enum Phase {
    /// It does not listen yet.
    STARTING,
    /// It listens.
    SERVING,
    /// It was told to stop: what is at work comes to its end.
    STOPPING
  }

  boolean isReady() {
    return phase == Phase.SERVING && databaseIsUp;
  }

  /// As monitors read it.
  Document document() {
    return new Document(
        switch (phase) {
          case STARTING -> "starting";
          case SERVING -> databaseIsUp ? "ready" : "unavailable";
          case STOPPING -> "stopping";
        },
        databaseIsUp ? "up" : "down",
        revocations == SharedState.OFF ? "off" : limitsAreShared ? "up" : "down",
        revocations == SharedState.SHARED ? "redis" : "database",
        limitsAreShared ? "redis" : "local");
  }

  /// The words of [#document()].
  ///
  /// @param revocations who is asked about them
  /// @param limits where they are counted
  record Document(
      String status, String database, String redis, String revocations, String limits) {}
}
