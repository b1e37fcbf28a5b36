package dev.sallyport.bootstrap.endtoend;

import dev.sallyport.application.port.FaultyLink;
import dev.sallyport.application.port.FaultyLink.BlackHole;
import dev.sallyport.application.port.FaultyLink.CutAfter;
import dev.sallyport.application.port.FaultyLink.Delay;
import dev.sallyport.application.port.FaultyLink.Fault;
import dev.sallyport.application.port.FaultyLink.LoseAnswers;
import dev.sallyport.application.port.FaultyLink.Refuse;
import dev.sallyport.application.port.FaultyLink.Reset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ways of all nodes to one server: each node has its own.
final class Links implements AutoCloseable {

  private static final List<Fault> FAULTS =
      List.of(
          new BlackHole(),
          new LoseAnswers(),
          new Refuse(),
          new Reset(),
          new CutAfter(500),
          new Delay(Duration.ofMillis(300)));

  private final String server;
  private final int port;
  private final Map<Integer, FaultyLink> byNode = new HashMap<>();

  /// @param server its name, for reports
  /// @param port where it listens, always
  Links(String server, int port) {
    this.server = server;
    this.port = port;
  }

  /// The link of that node.
  synchronized FaultyLink of(int node) {
    return byNode.computeIfAbsent(node, _ -> new FaultyLink(port));
  }

  /// Every fault, for one node and for all.
  List<Mishap> mishaps(int nodes) {
    List<Mishap> mishaps = new ArrayList<>();
    for (Fault fault : FAULTS) {
      String what = "the way to " + server + " has a fault, " + fault + ", ";
      for (int node = 0; node < nodes; node++) {
        FaultyLink link = of(node);
        mishaps.add(new Mishap(what + "from node " + node, () -> link.set(fault), link::heal));
      }
      List<FaultyLink> all = List.copyOf(byNode.values());
      mishaps.add(
          new Mishap(
              what + "from all nodes",
              () -> all.forEach(link -> link.set(fault)),
              () -> all.forEach(FaultyLink::heal)));
    }
    return mishaps;
  }

  @Override
  public void close() {
    byNode.values().forEach(FaultyLink::close);
  }
}
