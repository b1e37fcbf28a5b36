package dev.sallyport.benchmarks.figure;

import dev.sallyport.benchmarks.process.JvmProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// An archive of the jar's classes (AppCDS), as `scripts/run` makes one.
///
/// @param file where it lies
record ClassArchive(Path file) {

  /// Makes one.
  static ClassArchive make(Bench bench, Path directory) {
    Path file = directory.resolve("sallyport.jsa");
    JvmProcess.run(
        List.of(
            bench.root().resolve("scripts/class-archive").toString(),
            bench.jar().toString(),
            file.toString()),
        // An archive is only good for the Java that has made it.
        Map.of("JAVA_HOME", System.getProperty("java.home")),
        directory,
        "");
    return new ClassArchive(file);
  }

  /// For the JVM, which does not start if it can't use it.
  String[] options() {
    return new String[] {"-XX:SharedArchiveFile=" + file, "-Xshare:on"};
  }
}
