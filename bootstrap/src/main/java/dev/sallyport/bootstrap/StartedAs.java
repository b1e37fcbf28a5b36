package dev.sallyport.bootstrap;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// How this process was started, as a person would type it again.
final class StartedAs {

  /// A script that starts us says its own name here.
  private static final String PROPERTY = "sallyport.started-as";

  private StartedAs() {}

  /// Fit for a shell: the script, or `java -jar` and the jar.
  ///
  /// @param path the directories in which a shell looks for `java`
  static String text(String path) {
    String script = System.getProperty(PROPERTY);
    if (script != null) {
      return CommandText.quoted(script);
    }
    String classPath = System.getProperty("java.class.path", "");
    String jar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
        ? classPath
        : "sallyport.jar";
    return java(path) + " -jar " + CommandText.quoted(jar);
  }

  /// Plain `java` if that is what runs us, else its path: the one in `PATH` may be too old.
  private static String java(String path) {
    Optional<String> ours = ProcessHandle.current().info().command();
    boolean same =
        ours.isEmpty()
            || Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, "java"))
                .filter(Files::isExecutable)
                .findFirst()
                .filter(first -> isSame(first, Path.of(ours.get())))
                .isPresent();
    return same ? "java" : CommandText.quoted(ours.get());
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }
}
