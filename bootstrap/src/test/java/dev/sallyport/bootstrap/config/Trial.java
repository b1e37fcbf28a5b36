package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.config.ConfigReader.Configured;
import dev.sallyport.bootstrap.config.ConfigReader.Misconfigured;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An environment and a working directory, and what the reader makes of them.
final class Trial {

  /// What a generator made: 32 bytes.
  static final String SECRET = "kT3vW1-9mYz0QeXr5uBfJc7LhPa2NdGsVi8oRtUyE4M";

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  Trial(Path directory) {
    this.directory = directory;
  }

  Trial with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Trial with(Setting<?> setting, String value) {
    return with(setting.variable(), value);
  }

  ConfigReader.Outcome read() {
    return ConfigReader.read(Optional.empty(), environment, directory);
  }

  Configured configured() {
    assertThat(read()).isInstanceOf(Configured.class);
    return (Configured) read();
  }

  Config config() {
    return configured().config();
  }

  List<String> problems() {
    assertThat(read()).isInstanceOf(Misconfigured.class);
    return ((Misconfigured) read()).problems();
  }

  String problem() {
    assertThat(problems()).hasSize(1);
    return problems().getFirst();
  }
}
