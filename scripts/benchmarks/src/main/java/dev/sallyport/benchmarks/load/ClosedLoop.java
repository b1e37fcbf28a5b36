package dev.sallyport.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/// As many requests as a server can answer: each client keeps one connection and sends its next
/// request as soon as it has the answer to the last. One thread does it for all, since it shares
/// the cores with the server.
///
/// Its latencies are those of a server that is never asked more than it can take. How long others
/// wait at a given rate, [OpenLoop] tells.
public final class ClosedLoop {

  private static final long PATIENCE_MILLIS = 10_000;

  private final Selector selector;
  private final long end;
  private final long mostRequests;
  private final Histogram latencies = new Histogram();
  private final Pace pace = new Pace();
  private long sent;
  private int underWay;

  private ClosedLoop(Selector selector, Duration atMost, long mostRequests) {
    this.selector = selector;
    this.end = System.nanoTime() + atMost.toNanos();
    this.mostRequests = mostRequests;
  }

  /// Asks for as long as that.
  ///
  /// @throws UnexpectedAnswerException if one answer has another status, or none comes for 10 s
  public static Load run(
      InetSocketAddress server, List<? extends Client> clients, Duration duration) {
    return run(server, clients, duration, Long.MAX_VALUE);
  }

  /// Asks for as long as that, but not more often than `mostRequests`.
  ///
  /// @throws UnexpectedAnswerException as above
  public static Load run(
      InetSocketAddress server,
      List<? extends Client> clients,
      Duration atMost,
      long mostRequests) {
    try (Selector selector = Selector.open()) {
      try {
        List<Conversation> conversations =
            clients.stream().map(client -> Conversation.open(server, client, selector)).toList();
        return new ClosedLoop(selector, atMost, mostRequests).run(conversations);
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Load run(List<Conversation> conversations) throws IOException {
    for (Conversation conversation : conversations) {
      send(conversation);
    }
    while (underWay > 0) {
      if (selector.select(this::read, PATIENCE_MILLIS) == 0) {
        throw new UnexpectedAnswerException("no answer came for 10 s");
      }
    }
    return new Load(latencies.count(), pace.perSecond(), latencies);
  }

  private void send(Conversation conversation) throws IOException {
    if (sent < mostRequests && System.nanoTime() < end) {
      sent++;
      underWay++;
      conversation.send();
    }
  }

  private void read(SelectionKey key) {
    try {
      var conversation = (Conversation) key.attachment();
      if (conversation.hasAnswer()) {
        underWay--;
        latencies.record(conversation.latency());
        pace.answered(System.nanoTime(), end);
        send(conversation);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A client and its connection.
  private static final class Conversation {
    private final Client client;
    private final SocketChannel channel;
    private final Answer answer = new Answer();
    private long sentAt;
    private long latency;

    private Conversation(Client client, SocketChannel channel) {
      this.client = client;
      this.channel = channel;
    }

    static Conversation open(InetSocketAddress server, Client client, Selector selector) {
      try {
        SocketChannel channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var conversation = new Conversation(client, channel);
        channel.register(selector, SelectionKey.OP_READ, conversation);
        return conversation;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void send() throws IOException {
      ByteBuffer request = ByteBuffer.wrap(client.request());
      sentAt = System.nanoTime();
      // Smaller than what the kernel takes at once.
      while (request.hasRemaining()) {
        channel.write(request);
      }
    }

    boolean hasAnswer() throws IOException {
      if (channel.read(answer.in()) < 0) {
        throw new UnexpectedAnswerException("the server has closed a connection", answer);
      }
      if (!answer.isComplete()) {
        return false;
      }
      latency = System.nanoTime() - sentAt;
      if (answer.status() != client.expectedStatus()) {
        throw new UnexpectedAnswerException("not " + client.expectedStatus(), answer);
      }
      client.answered(answer);
      answer.next();
      return true;
    }

    long latency() {
      return latency;
    }
  }
}
