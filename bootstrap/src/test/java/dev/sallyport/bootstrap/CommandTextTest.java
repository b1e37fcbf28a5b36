package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandTextTest {

  @Test
  void is_how_the_program_was_started() {
    assertThat(CommandText.of("scripts/run", Map.of(), Optional.empty())).isEqualTo("scripts/run");
  }

  @Test
  void names_what_the_installation_depends_on() {
    assertThat(
            CommandText.of(
                "java -jar s.jar",
                Map.of("SALLYPORT_DATA_DIR", "/srv/our data"),
                Optional.of("it's.conf")))
        .isEqualTo(
            "SALLYPORT_DATA_DIR='/srv/our data' java -jar s.jar --config 'it'\\''s.conf'");
  }
}
