package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The page of settings shows what the reader knows: whoever changes a setting copies its line from
/// the failure of this test.
class SettingsPageTest {

  @Tag("ASVS-2.1.1")
  @Tag("ASVS-2.1.2")
  @Test
  void the_page_has_every_setting_its_variable_its_default_and_what_it_takes() throws IOException {
    String table =
        Settings.ALL.stream()
            .map(SettingsPageTest::line)
            .collect(
                Collectors.joining(
                    "\n",
                    "| setting | environment | default | takes |\n| --- | --- | --- | --- |\n",
                    "\n"));
    assertThat(Files.readString(Path.of("../docs/settings.md"))).contains(table);
  }

  private static String line(Setting<?> setting) {
    String preset =
        switch (setting.preset()) {
          case Setting.Preset.Value(var text) -> '`' + text + '`';
          case Setting.Preset.Derived(var words) -> words;
        };
    return "| `%s` | `%s` | %s | %s |"
        .formatted(setting.name(), setting.variable(), preset, setting.takes().replace("|", "\\|"));
  }
}
