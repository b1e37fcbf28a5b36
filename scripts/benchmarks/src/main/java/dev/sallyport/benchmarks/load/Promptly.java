package dev.sallyport.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sees to it that a thread which measures waits is not itself kept waiting for a core that the
/// server has filled: it would charge the server with its own delay. In earnest it would run on
/// another machine.
final class Promptly {

  private static final Path SELF = Path.of("/proc/thread-self");

  private Promptly() {}

  /// Asks the system to run the calling thread as soon as it can run. Linux grants that to root, and
  /// chrt has to be there; else everything stays as it is, and waits are told longer than they are.
  static void wake() {
    try {
      Path thread = Files.readSymbolicLink(SELF).getFileName();
      // Not by a nice value: what runs keeps its core for some milliseconds whatever that is.
      new ProcessBuilder("chrt", "--rr", "--pid", "1", String.valueOf(thread))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException notHere) {
      // No Linux, or no chrt.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
