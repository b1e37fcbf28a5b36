package dev.sallyport.bootstrap;

import dev.sallyport.adapters.http.HttpServer;
import dev.sallyport.adapters.memory.CachedRevocationList;
import dev.sallyport.adapters.sql.SqlStoreHealth;
import dev.sallyport.adapters.telemetry.Metrics;
import dev.sallyport.adapters.telemetry.ProcessMetrics;
import dev.sallyport.adapters.telemetry.Timing;
import dev.sallyport.application.port.StoreHealth;
import dev.sallyport.application.session.PurgeSessions;
import dev.sallyport.application.share.SharedState;
import dev.sallyport.domain.key.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What is measured of the parts of a server: their names, and where each number comes from. None of
/// them waits for a store.
///
/// `docs/metrics.md` lists them all.
final class ServerMetrics {

  /// From what cost 10 takes on a quick machine to what cost 14 takes on a busy one.
  private static final double[] HASH_TIMES = {0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5};

  private static final double MILLIS = 1e3;

  private final Metrics metrics;

  ServerMetrics(Metrics metrics) {
    this.metrics = metrics;
    ProcessMetrics.addTo(metrics, Commands.version());
  }

  /// How long a hash takes.
  Timing hashes() {
    return metrics.timing(
        "sallyport_password_hash_seconds",
        "How long a password hash took, without the wait for a turn.",
        HASH_TIMES);
  }

  void of(Installation installation, LongSupplier linesLost) {
    var database = installation.database;
    metrics.gauge(
        "sallyport_database_connections",
        "Connections that read the database.",
        () -> database.load().connections());
    metrics.gauge(
        "sallyport_database_connections_busy",
        "Those of them that are at work.",
        () -> database.load().busy());
    metrics.gauge(
        "sallyport_database_connections_awaited",
        "Callers that wait for one.",
        () -> database.load().awaited());
    metrics.gauge(
        "sallyport_database_writers",
        "Callers that write, or wait for their turn to.",
        () -> database.load().writers());
    metrics.gauge(
        "sallyport_password_hashes_awaited",
        "Callers that wait for their turn to have a password hashed.",
        installation.hasher::waiting);
    metrics.counter(
        "sallyport_password_hashes_refused",
        "Callers that had no turn in time, and were answered 503.",
        installation.hasher::refused);
    metrics.counter(
        "sallyport_security_log_lines",
        "Lines of the security log, those of commands aside.",
        installation.securityLog::written);
    metrics.counter(
        "sallyport_security_log_failures",
        "Events that could not be made a line.",
        installation.securityLog::lost);
    metrics.counter(
        "sallyport_log_lines_lost",
        "Lines of both logs for which there was no room, since nobody took them.",
        linesLost);
  }

  /// @param maxAge how long a key that we made signs
  void of(
      Supplier<Optional<SigningKey>> signer,
      Supplier<Optional<Instant>> root,
      Duration maxAge,
      InstantSource clock) {
    metrics.gauge(
        "sallyport_signing_key_age_seconds",
        "Since when the key that signs has been in use.",
        () ->
            signer.get().map(key -> seconds(key.signsFrom(), clock.instant())).orElse(Double.NaN));
    metrics.gauge(
        "sallyport_signing_key_rotation_seconds",
        "How long until its successor is made; NaN for an operator's own key.",
        () ->
            signer
                .get()
                .filter(key -> key.origin() == SigningKey.Origin.MADE)
                .map(key -> seconds(clock.instant(), key.signsFrom().plus(maxAge)))
                .orElse(Double.NaN));
    metrics.gauge(
        "sallyport_root_secret_age_seconds",
        "Since when the newest root secret has been there.",
        () -> root.get().map(made -> seconds(made, clock.instant())).orElse(Double.NaN));
  }

  void of(
      CachedRevocationList revocations,
      Sharing sharing,
      SqlStoreHealth database,
      PurgeSessions purge) {
    metrics.gauge(
        "sallyport_revocations_in_memory",
        "Sessions of which this node knows that something is revoked.",
        revocations::size);
    metrics.gauge(
        "sallyport_revocations_behind",
        "How many revocations the database had, a second ago or so, that this node, or the copy in"
            + " Redis that it asks, has not read: it reads them before it believes the next token.",
        () ->
            sharing.state() == SharedState.SHARED
                ? sharing.lag()
                : Math.max(0, database.lastRevocation() - revocations.number()));
    metrics.state(
        "sallyport_revocations_looked_up_in",
        "Where revocations are looked up: nothing is shared, in the shared copy, in the database"
            + " until the copy can be believed again.",
        "state",
        SharedState.class,
        sharing::state);
    metrics.gauge(
        "sallyport_redis_up",
        "Whether limits are counted in Redis, together with the other nodes.",
        () -> sharing.limitsAreShared() ? 1 : 0);
    metrics.counter(
        "sallyport_sessions_purged",
        "Sessions that were forgotten some time after their end.",
        purge::purged);
  }

  void of(StoreHealth database) {
    metrics.gauge(
        "sallyport_database_up",
        "Whether the database answered when it was last asked.",
        () -> database.isUp() ? 1 : 0);
  }

  void of(Supplier<HttpServer.Load> http) {
    metrics.gauge(
        "sallyport_http_connections", "Connections that are open.", () -> http.get().connections());
    metrics.counter(
        "sallyport_http_connections_closed",
        "Connections that were closed because there were too many.",
        () -> http.get().connectionsClosed());
    metrics.gauge(
        "sallyport_http_places",
        "How many requests can be at work at once.",
        () -> http.get().places());
    metrics.gauge(
        "sallyport_http_places_taken",
        "How many requests are at work.",
        () -> http.get().placesTaken());
    metrics.gauge(
        "sallyport_http_places_awaited",
        "How many requests wait for their turn.",
        () -> http.get().placesAwaited());
    metrics.counter(
        "sallyport_http_turned_away",
        "Requests that had no turn in time, and were answered 503.",
        () -> http.get().turnedAway());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / MILLIS;
  }
}
