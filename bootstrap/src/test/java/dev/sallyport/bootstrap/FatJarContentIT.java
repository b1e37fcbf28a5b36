package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is inside the jar that is shipped.
class FatJarContentIT {

  @Tag("ASVS-13.4.1")
  @Tag("ASVS-15.2.3")
  @Test
  void no_test_no_example_no_guard_and_no_trace_of_source_control() throws IOException {
    try (var jar = new JarFile(System.getProperty("sallyport.jar"))) {
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("dev/sallyport/bootstrap/Main.class")
          .noneMatch(name ->
              name.matches(
                  "dev/sallyport/.*(Test|IT|Contract)\\.class"
                      + "|(org/junit|org/assertj|net/jqwik)/.*"
                      + "|dev/sallyport/(examples|adapters/guard)/.*"
                      + "|(.*/)?\\.(git|svn|hg)(/.*)?"));
    }
  }
}
