package dev.sallyport.application.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A TCP proxy on loopback in front of a server, for tests of what happens when the link between
/// two machines fails. A fault holds for the connections that are open, too, until the next one.
///
/// Bytes are held back, never reordered or changed, as TCP would have it.
public final class FaultyLink implements AutoCloseable {

  private static final int CHUNK = 16 * 1024;

  /// How the link behaves.
  public sealed interface Fault {}

  /// It works.
  public record Pass() implements Fault {}

  /// Every chunk of bytes, in both directions, arrives this much later.
  public record Delay(Duration by) implements Fault {}

  /// Connections are taken and stay open; no byte goes through, in either direction, until another
  /// fault is set: then what was held back goes on.
  public record BlackHole() implements Fault {}

  /// What the client sends goes through, what the server answers does not: a half-open link, and a
  /// request that is carried out without its sender knowing.
  public record LoseAnswers() implements Fault {}

  /// Open connections are reset, and so are new ones once they are there.
  public record Reset() implements Fault {}

  /// Open connections are reset and new ones refused, as by a machine whose process is dead.
  public record Refuse() implements Fault {}

  /// Each connection is reset after the server has answered this many bytes more.
  public record CutAfter(long bytes) implements Fault {}

  private final InetSocketAddress server;
  private final int port;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Fault fault = new Pass();
  private volatile boolean closed;
  private @Nullable ServerSocket listening;

  /// A link to a port of this machine, without a fault.
  public FaultyLink(int serverPort) {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
    port = listen(0);
  }

  /// Where the server seems to be.
  public int port() {
    return port;
  }

  /// How many connections came so far.
  public long accepted() {
    return accepted.get();
  }

  /// From now on the link behaves like this.
  public void set(Fault next) {
    lock.lock();
    try {
      Fault before = fault;
      fault = next;
      changed.signalAll();
      if (next instanceof Refuse) {
        stopListening();
      } else if (before instanceof Refuse) {
        listen(port);
      }
    } finally {
      lock.unlock();
    }
    switch (next) {
      case Reset _, Refuse _ -> links.forEach(Link::reset);
      case CutAfter(long bytes) -> links.forEach(link -> link.left.set(bytes));
      case Pass _, Delay _, BlackHole _, LoseAnswers _ -> {}
    }
  }

  /// The link works again.
  public void heal() {
    set(new Pass());
  }

  private int listen(int at) {
    try {
      var socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 1_024);
      listening = socket;
      Thread.ofPlatform().daemon().name("faulty link").start(() -> accept(socket));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stopListening() {
    try {
      if (listening != null) {
        listening.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    listening = null;
  }

  private void accept(ServerSocket socket) {
    while (true) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException stopped) {
        return;
      }
      accepted.incrementAndGet();
      var link = new Link(client);
      links.add(link);
      Thread.ofVirtual().start(link::open);
    }
  }

  /// Waits as the fault of the moment wants it.
  ///
  /// @return how the chunk is to go on
  private Fault hold(boolean answer) throws InterruptedException {
    lock.lock();
    try {
      while (!closed && (fault instanceof BlackHole || (answer && fault instanceof LoseAnswers))) {
        changed.await();
      }
      return fault;
    } finally {
      lock.unlock();
    }
  }

  /// Closes every connection.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      stopListening();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    links.forEach(Link::reset);
  }

  /// One connection.
  private final class Link {

    private final Socket client;
    private final Socket toServer = new Socket();
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    Link(Socket client) {
      this.client = client;
    }

    void open() {
      try {
        Fault now = hold(false);
        if (now instanceof Reset || now instanceof Refuse || closed) {
          reset();
          return;
        }
        if (now instanceof CutAfter(long bytes)) {
          left.set(bytes);
        }
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        toServer.setOption(StandardSocketOptions.TCP_NODELAY, true);
        toServer.connect(server, 5_000);
        Thread.ofVirtual().start(() -> pump(toServer, client, true));
        pump(client, toServer, false);
      } catch (IOException broken) {
        reset();
      } catch (InterruptedException impossible) {
        Thread.currentThread().interrupt();
      }
    }

    private void pump(Socket from, Socket to, boolean answer) {
      byte[] chunk = new byte[CHUNK];
      try {
        var in = from.getInputStream();
        var out = to.getOutputStream();
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
          Fault now = hold(answer);
          if (now instanceof Delay(Duration by)) {
            Thread.sleep(by);
          }
          if (now instanceof CutAfter && answer) {
            long rest = left.addAndGet(-length);
            if (rest < 0) {
              out.write(chunk, 0, Math.toIntExact(Math.max(0, rest + length)));
              reset();
              return;
            }
          }
          out.write(chunk, 0, length);
        }
        hold(answer);
        to.shutdownOutput();
        if (answer) {
          links.remove(this);
          closeQuietly();
        }
      } catch (IOException broken) {
        reset();
      } catch (InterruptedException impossible) {
        Thread.currentThread().interrupt();
      }
    }

    private void closeQuietly() {
      try (client;
          toServer) {
        links.remove(this);
      } catch (IOException alreadyBroken) {
        // It is as closed as it can be.
      }
    }

    /// Closes with a reset: what lies unread is lost, as when a machine dies.
    void reset() {
      try {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        toServer.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException alreadyBroken) {
        // It is closed below.
      }
      closeQuietly();
    }
  }
}
