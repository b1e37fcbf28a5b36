package dev.sallyport.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Starts the jar that is shipped, as a user does.
class FatJarIT {
  @Test
  void starts_without_a_warning() throws Exception {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("sallyport.jar"))
            .redirectErrorStream(true)
            .start();
    String printed = new String(server.getInputStream().readAllBytes(), UTF_8);
    assertThat(server.waitFor()).isZero();
    assertThat(printed).isEqualToIgnoringNewLines("sallyport").doesNotContain("WARNING");
  }
}
