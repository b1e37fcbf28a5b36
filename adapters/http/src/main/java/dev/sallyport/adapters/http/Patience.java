package dev.sallyport.adapters.http;

import java.time.Duration;

/// How long the server waits for its clients, and for how many of them at once.
///
/// A time-out for silence alone stops nobody who sends or takes a byte now and then, so each part of
/// a request has a deadline as a whole.
///
/// @param head for the request line and the headers together, counted from the connection's start,
///     or from the first byte after the request before; also for a new connection's first byte
/// @param idle for the next request on a connection that has had one
/// @param body for the body
/// @param answer for an answer to be taken from us
/// @param place for a turn, when all who may be at work are
/// @param look how often the deadlines of heads are looked at
/// @param mostConnections how many are open at once
/// @param mostPerPeer how many are open to one address (IPv6: one /64), unless it is a proxy of ours
record Patience(
    Duration head,
    Duration idle,
    Pace body,
    Pace answer,
    Duration place,
    Duration look,
    int mostConnections,
    int mostPerPeer) {

  /// What a server waits for that faces the internet.
  static final Patience DEFAULT =
      new Patience(
          // 12 KiB at most. A phone with a bad network needs one or two seconds.
          Duration.ofSeconds(10),
          // Browsers and proxies keep connections for a minute or so, and open new ones without
          // a word.
          Duration.ofSeconds(20),
          // 16 KiB at most, which is nine seconds; a login's hundred bytes have five.
          new Pace(Duration.ofSeconds(5), 4 * 1024),
          // All but the revocation feed, which goes to services, fits into one packet or a few.
          new Pace(Duration.ofSeconds(5), 16 * 1024),
          // Who waits for the database has waited two seconds before it, and is told then too.
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          // Each may hold some 30 KiB: a body, or the buffer of half a head. All of them together
          // fit into a heap of 64 MiB, and into the 1,024 files or more that a process may open.
          900,
          // An office behind one address; a script that wants more than a quarter is no guest.
          225);

  /// What a server waits for whom only those ask who run it.
  static final Patience FOR_OPERATORS =
      new Patience(
          DEFAULT.head,
          DEFAULT.idle,
          DEFAULT.body,
          DEFAULT.answer,
          DEFAULT.place,
          DEFAULT.look,
          // Monitors, a few of each kind.
          64,
          64);

  Patience {
    if (mostConnections < 1 || mostPerPeer < 1 || mostPerPeer > mostConnections) {
      throw new IllegalArgumentException("connections out of range");
    }
  }

  /// The slowest that is waited for.
  ///
  /// @param grace given to everybody
  /// @param bytesPerSecond at least 1
  record Pace(Duration grace, int bytesPerSecond) {

    Pace {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException("nobody is waited for for ever");
      }
    }

    /// How long this many bytes may take.
    Duration timeFor(long bytes) {
      return grace.plusMillis(bytes * 1_000 / bytesPerSecond);
    }
  }
}
