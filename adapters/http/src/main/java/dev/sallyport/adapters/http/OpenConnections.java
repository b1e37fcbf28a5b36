package dev.sallyport.adapters.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/// The connections that are open. It closes those whose next request does not arrive in time, and,
/// when there are too many, those that have waited longest without one: whoever opens thousands and
/// says nothing gives way to those who come after, instead of keeping them out.
///
/// Jetty has a time-out for silence, no deadline for a head, and limits at which it accepts nobody
/// any more, so that the silent ones keep their places. Thread-safe.
final class OpenConnections implements Connection.Listener {

  private final Patience patience;
  private final Predicate<InetAddress> isProxy;
  private final LongSupplier nanoTime;

  private final LongAdder gaveWay = new LongAdder();

  /// In the order in which they began to wait for a request, or else to work on one.
  private final SequencedMap<Connection, Guest> guests = new LinkedHashMap<>();

  /// By the part of an address that one party can be taken to hold.
  private final Map<ByteBuffer, Integer> perPeer = new HashMap<>();

  /// @param isProxy whose connections are those of many, and limited together with all others only
  /// @param nanoTime as [System#nanoTime] has it
  OpenConnections(Patience patience, Predicate<InetAddress> isProxy, LongSupplier nanoTime) {
    this.patience = patience;
    this.isProxy = isProxy;
    this.nanoTime = nanoTime;
  }

  /// One connection.
  private static final class Guest {
    /// Whose limit counts; empty for a proxy.
    private final Optional<ByteBuffer> peer;

    private boolean headHere;
    private boolean atWork;
    private boolean headBegun = true;
    private long since;
    private long bytesBefore;

    private Guest(Optional<ByteBuffer> peer, long now) {
      this.peer = peer;
      this.since = now;
    }
  }

  /// Looks at the deadlines from now on, until the scheduler stops.
  void watch(Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          try {
            closeOverdue();
          } finally {
            watch(scheduler);
          }
        },
        patience.look().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    Optional<ByteBuffer> peer = peerOf(connection);
    Optional<Connection> tooMany;
    synchronized (this) {
      guests.put(connection, new Guest(peer, nanoTime.getAsLong()));
      peer.ifPresent(address -> perPeer.merge(address, 1, Integer::sum));
      tooMany =
          peer.map(address -> perPeer.getOrDefault(address, 0)).orElse(0) > patience.mostPerPeer()
              ? longestWaiting(guest -> guest.peer.equals(peer))
              : guests.size() > patience.mostConnections()
                  ? longestWaiting(_ -> true)
                  : Optional.empty();
      tooMany.ifPresent(this::forget);
    }
    tooMany.ifPresent(one -> {
      gaveWay.increment();
      close(one, "too many connections");
    });
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    forget(connection);
  }

  /// A request has arrived, but for its body: until that is here too, it gives way to others.
  synchronized void headArrived(Connection connection) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.headHere = true;
    }
  }

  /// A request has arrived as a whole.
  synchronized void atWork(Connection connection) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.headHere = true;
      guest.atWork = true;
    }
  }

  /// The request was answered, and the next may come.
  synchronized void waiting(Connection connection) {
    Guest guest = guests.get(connection);
    if (guest != null) {
      guest.headHere = false;
      guest.atWork = false;
      guest.headBegun = false;
      guest.since = nanoTime.getAsLong();
      guest.bytesBefore = connection.getBytesIn();
      // To the end of the line; to take it out and put it in again would leave garbage behind at
      // every request, each piece held by the one before, which no quick collection takes away.
      guests.putLast(connection, guest);
    }
  }

  /// How many were closed, since the start, because there were too many.
  long gaveWay() {
    return gaveWay.sum();
  }

  /// How many are open.
  synchronized int count() {
    return guests.size();
  }

  /// Closes those whose head is late. Those that are silent between two requests are Jetty's.
  void closeOverdue() {
    for (Connection one : overdue()) {
      forget(one);
      close(one, "the head of a request did not arrive in time");
    }
  }

  private synchronized List<Connection> overdue() {
    long now = nanoTime.getAsLong();
    return guests.entrySet().stream()
        .filter(entry -> isLate(entry.getKey(), entry.getValue(), now))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isLate(Connection connection, Guest guest, long now) {
    if (guest.headHere) {
      return false;
    }
    if (!guest.headBegun && connection.getBytesIn() != guest.bytesBefore) {
      guest.headBegun = true;
      guest.since = now;
    }
    return guest.headBegun && now - guest.since > patience.head().toNanos();
  }

  private Optional<Connection> longestWaiting(Predicate<Guest> which) {
    return guests.entrySet().stream()
        .filter(entry -> !entry.getValue().atWork && which.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private synchronized void forget(Connection connection) {
    Guest guest = guests.remove(connection);
    if (guest != null) {
      guest.peer.ifPresent(
          address -> perPeer.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1));
    }
  }

  private static void close(Connection connection, String why) {
    connection.getEndPoint().close(new TimeoutException(why));
  }

  private Optional<ByteBuffer> peerOf(Connection connection) {
    return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress socket
            && socket.getAddress() != null
            && !isProxy.test(socket.getAddress())
        ? Optional.of(prefixOf(socket.getAddress()))
        : Optional.empty();
  }

  private static ByteBuffer prefixOf(InetAddress address) {
    return ByteBuffer.wrap(new IpAddress(address).toClientAddress().prefix());
  }
}
