package dev.sallyport.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Requests at a fixed rate, whatever becomes of the answers. A latency counts from the moment at
/// which the request was due, so that a server that stalls is charged with all who would have asked
/// meanwhile (else the one who waits asks no more: coordinated omission).
///
/// The connections take turns. Each has a thread, which sleeps until its request is due: the cores
/// belong to the server.
public final class OpenLoop {

  private OpenLoop() {}

  /// Asks at this rate for as long as that.
  ///
  /// @param perSecond requests a second, of all clients together
  /// @throws UnexpectedAnswerException if one answer has another status
  public static Load run(
      InetSocketAddress server,
      List<? extends Client> clients,
      double perSecond,
      Duration duration) {
    long period = (long) (1e9 / perSecond);
    long begin = System.nanoTime() + Duration.ofMillis(20).toNanos();
    long end = begin + duration.toNanos();
    List<Callable<Histogram>> turns = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      long first = begin + i * period;
      turns.add(() -> ask(server, client, first, period * clients.size(), end));
    }
    var latencies = new Histogram();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      for (Future<Histogram> turn : threads.invokeAll(turns)) {
        latencies.add(turn.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
    return new Load(latencies.count(), perSecond, latencies);
  }

  private static Histogram ask(
      InetSocketAddress server, Client client, long first, long period, long end) {
    Promptly.wake();
    var latencies = new Histogram();
    var answer = new Answer();
    try (SocketChannel channel = SocketChannel.open(server)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      for (long due = first; due < end; due += period) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        exchange(channel, client, answer);
        latencies.record(System.nanoTime() - due);
      }
      return latencies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void exchange(SocketChannel channel, Client client, Answer answer)
      throws IOException {
    ByteBuffer request = ByteBuffer.wrap(client.request());
    while (request.hasRemaining()) {
      channel.write(request);
    }
    while (!answer.isComplete()) {
      if (channel.read(answer.in()) < 0) {
        throw new UnexpectedAnswerException("the server has closed a connection", answer);
      }
    }
    if (answer.status() != client.expectedStatus()) {
      throw new UnexpectedAnswerException("not " + client.expectedStatus(), answer);
    }
    client.answered(answer);
    answer.next();
  }
}
