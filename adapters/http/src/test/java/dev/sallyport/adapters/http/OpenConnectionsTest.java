package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.http.Patience.Pace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which connections are closed, and when, by a clock that stands still.
final class OpenConnectionsTest {

  private static final Duration HEAD = Duration.ofSeconds(10);
  private static final String PROXY = "192.0.2.1";

  private long now = 5;

  private final OpenConnections connections =
      new OpenConnections(
          new Patience(
              HEAD, Duration.ofSeconds(20), new Pace(HEAD, 1), new Pace(HEAD, 1), HEAD, HEAD, 6, 3),
          address -> address.equals(address(PROXY)),
          () -> now);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /// A connection without a network.
  private static final class Line extends AbstractConnection {
    private long received;

    private Line(String peer) {
      super(
          new ByteArrayEndPoint() {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return new InetSocketAddress(address(peer), 50_000);
            }
          },
          Runnable::run);
    }

    @Override
    public long getBytesIn() {
      return received;
    }

    @Override
    public void onFillable() {
      throw new AssertionError("nothing is read here");
    }

    private boolean isOpen() {
      return getEndPoint().isOpen();
    }
  }

  private Line open(String peer) {
    var line = new Line(peer);
    connections.onOpened(line);
    return line;
  }

  private List<Line> open(String peer, int count) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(open(peer));
    }
    return lines;
  }

  private void pass(Duration time) {
    now += time.toNanos();
    connections.closeOverdue();
  }

  @Test
  @Tag("H-20")
  void a_first_head_has_the_deadline_from_the_start_whatever_is_sent() {
    Line line = open("192.0.2.7");
    line.received = 100;

    pass(HEAD);
    assertThat(line.isOpen()).isTrue();
    line.received = 200;
    pass(Duration.ofNanos(1));
    assertThat(line.isOpen()).isFalse();
  }

  @Test
  void a_request_at_work_has_no_deadline_here() {
    Line line = open("192.0.2.7");
    connections.atWork(line);

    pass(HEAD.multipliedBy(100));

    assertThat(line.isOpen()).isTrue();
  }

  @Test
  @Tag("H-20")
  void the_next_head_has_the_deadline_from_its_first_byte() {
    Line line = open("192.0.2.7");
    line.received = 100;
    connections.atWork(line);
    connections.waiting(line);
    pass(HEAD.multipliedBy(100));
    assertThat(line.isOpen()).as("silent between two requests").isTrue();

    line.received = 101;
    pass(Duration.ZERO);
    pass(HEAD);
    assertThat(line.isOpen()).isTrue();
    line.received = 102;
    pass(Duration.ofNanos(1));
    assertThat(line.isOpen()).isFalse();
  }

  @Test
  @Tag("H-23")
  void above_the_limit_of_one_address_its_longest_waiting_one_gives_way() {
    Line other = open("192.0.2.8");
    List<Line> lines = open("192.0.2.7", 3);
    connections.atWork(lines.get(0));
    connections.waiting(lines.get(0));
    connections.atWork(lines.get(1));

    Line next = open("192.0.2.7");

    assertThat(lines.get(2).isOpen()).isFalse();
    assertThat(List.of(other, lines.get(0), lines.get(1), next)).allMatch(Line::isOpen);
    assertThat(connections.count()).isEqualTo(4);
  }

  @Test
  @Tag("H-23")
  void above_the_limit_of_all_the_longest_waiting_of_any_gives_way() {
    Line first = open("192.0.2.8");
    open("192.0.2.7", 3);
    open("192.0.2.9", 2);
    assertThat(first.isOpen()).isTrue();

    Line next = open("192.0.2.10");

    assertThat(first.isOpen()).isFalse();
    assertThat(next.isOpen()).isTrue();
    assertThat(connections.count()).isEqualTo(6);
  }

  @Test
  @Tag("H-23")
  void when_all_are_at_work_the_newcomer_is_refused() {
    List<Line> lines = open("192.0.2.7", 3);
    lines.forEach(connections::atWork);

    Line next = open("192.0.2.7");

    assertThat(next.isOpen()).isFalse();
    assertThat(lines).allMatch(Line::isOpen);
  }

  @Test
  @Tag("H-23")
  void one_whose_body_is_still_to_come_has_no_deadline_here_and_gives_way() {
    List<Line> lines = open("192.0.2.7", 3);
    lines.forEach(connections::headArrived);
    pass(HEAD.multipliedBy(100));
    assertThat(lines).allMatch(Line::isOpen);
    connections.atWork(lines.getFirst());

    Line next = open("192.0.2.7");

    assertThat(lines).extracting(Line::isOpen).containsExactly(true, false, true);
    assertThat(next.isOpen()).isTrue();
  }

  @Test
  void a_proxy_of_ours_is_many_and_limited_with_all_others_only() {
    List<Line> lines = open(PROXY, 6);
    assertThat(lines).allMatch(Line::isOpen);

    open(PROXY);

    assertThat(lines.getFirst().isOpen()).isFalse();
    assertThat(connections.count()).isEqualTo(6);
  }

  @Test
  void one_network_of_ipv6_is_one_address() {
    List<Line> lines =
        List.of(open("2001:db8::1"), open("2001:db8::2"), open("2001:db8:0:0:ffff::3"));
    Line other = open("2001:db8:0:1::1");

    open("2001:db8::4");

    assertThat(lines).extracting(Line::isOpen).containsExactly(false, true, true);
    assertThat(other.isOpen()).isTrue();
  }

  @Test
  void what_was_closed_counts_no_more() {
    for (int i = 0; i < 20; i++) {
      List<Line> lines = open("192.0.2.7", 3);
      lines.forEach(connections::onClosed);
      lines.forEach(connections::onClosed);
      lines.forEach(connections::waiting);

      assertThat(lines).allMatch(Line::isOpen);
    }
    assertThat(connections.count()).isZero();
  }

  @Test
  void a_pace_gives_everybody_its_grace_and_more_for_more_bytes() {
    var pace = new Pace(Duration.ofSeconds(5), 4_096);

    assertThat(pace.timeFor(0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(pace.timeFor(16_384)).isEqualTo(Duration.ofSeconds(9));
    assertThatThrownBy(() -> new Pace(HEAD, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
