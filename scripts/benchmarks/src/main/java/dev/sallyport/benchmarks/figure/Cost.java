package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.load.Load;
import dev.sallyport.benchmarks.process.JvmProcess;
import java.time.Duration;
import java.util.List;

/// A load, and what it cost the server.
///
/// @param cpu the time on cores that the server had meanwhile, all its threads together
record Cost(Load load, Duration cpu) {

  /// Asks a server for as long as that.
  static Cost of(JvmProcess server, List<? extends Client> clients, Duration duration) {
    Duration before = server.cpu();
    Load load = ClosedLoop.run(server.address(), clients, duration);
    return new Cost(load, server.cpu().minus(before));
  }

  /// The CPU time of one answer, in microseconds.
  double microsEach() {
    return cpu.toNanos() / 1e3 / load.answers();
  }

  double perSecond() {
    return load.perSecond();
  }
}
