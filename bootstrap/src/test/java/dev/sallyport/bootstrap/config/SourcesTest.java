package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.config.ConfigReader.Misconfigured;
import dev.sallyport.bootstrap.config.ConfigReader.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where settings come from: the file, the environment, files that the environment names.
class SourcesTest {

  @TempDir Path directory;

  private Path file(String name, String mode, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Path settings(String text) throws IOException {
    return file("sallyport.properties", "rw-r--r--", text);
  }

  private Trial trial() {
    return new Trial(directory);
  }

  private Told told(Trial trial, Setting<?> setting) {
    return trial.configured().told().stream()
        .filter(told -> told.name().equals(setting.name()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_file_in_the_working_directory_is_read() throws IOException {
    settings("# lives\n\n  access.ttl =  5m  \nissuer=https://a=b\n");
    assertThat(trial().config().sessions().accessTtl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(trial().config().accessPolicyAt(1).issuer()).isEqualTo("https://a=b");
    assertThat(told(trial(), Settings.ACCESS_TTL))
        .isEqualTo(new Told("access.ttl", "5m", "sallyport.properties, line 3"));
  }

  @Test
  void a_secret_alone_on_its_line_is_not_shown_as_a_name() throws IOException {
    settings("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYzE=\n");
    assertThat(trial().problem())
        .doesNotContain("c2Vj")
        .isEqualTo(
            "a name of another form: is no setting (sallyport.properties, line 1); the command"
                + " config shows all there are");
  }

  @Test
  void a_backslash_is_a_backslash() throws IOException {
    settings("data.dir = a\\new\\table\\\n");
    assertThat(trial().config().storage().directory())
        .isEqualTo(directory.resolve("a\\new\\table\\"));
  }

  @Test
  void the_environment_wins_over_the_file() throws IOException {
    settings("access.ttl = 5m\n");
    assertThat(told(trial().with("SALLYPORT_ACCESS_TTL", "6m"), Settings.ACCESS_TTL))
        .isEqualTo(new Told("access.ttl", "6m", "SALLYPORT_ACCESS_TTL"));
  }

  @Test
  void the_named_file_is_read_instead_of_the_default_one() throws IOException {
    settings("access.ttl = 5m\n");
    file("other.conf", "rw-r--r--", "access.ttl = 7m\n");
    var read = ConfigReader.read(Optional.of("other.conf"), Map.of(), directory);
    assertThat(read).isInstanceOf(ConfigReader.Configured.class);
    assertThat(((ConfigReader.Configured) read).config().sessions().accessTtl())
        .isEqualTo(Duration.ofMinutes(7));
  }

  @Test
  void a_named_file_must_be_there() {
    assertThat(ConfigReader.read(Optional.of("other.conf"), Map.of(), directory))
        .isEqualTo(
            new Misconfigured(
                java.util.List.of("other.conf: got no such file; takes a file of settings")));
  }

  @Test
  void a_directory_is_no_file_of_settings() throws IOException {
    Files.createDirectory(directory.resolve("sallyport.properties"));
    assertThat(trial().problem())
        .isEqualTo("sallyport.properties: got a directory; takes a file of settings");
  }

  @Test
  void a_file_that_is_not_text_is_refused() throws IOException {
    Files.write(directory.resolve("sallyport.properties"), new byte[] {(byte) 0xC3, 0x28});
    assertThat(trial().problem())
        .isEqualTo("sallyport.properties: got not UTF-8; takes a file of settings");
  }

  @Test
  void a_setting_given_twice_in_the_file_is_refused() throws IOException {
    settings("access.ttl = 5m\n\naccess.ttl = 5m\n");
    assertThat(trial().problem())
        .isEqualTo("access.ttl: is given twice, in lines 1 and 3 of sallyport.properties");
  }

  @Test
  void a_line_that_is_no_setting_is_named_but_not_repeated() throws IOException {
    settings("master-key " + Trial.SECRET + "\n= x\n");
    assertThat(trial().problems())
        .containsExactly(
            "sallyport.properties, line 1: takes NAME = VALUE, or a comment after #",
            "sallyport.properties, line 2: takes NAME = VALUE, or a comment after #");
  }

  @Test
  void an_unknown_name_in_the_file_is_refused() throws IOException {
    settings("acces.ttl = 5m\nredis.uri = redis://localhost\n");
    assertThat(trial().problems())
        .containsExactly(
            "\"acces.ttl\": is no setting (sallyport.properties, line 1); the command config shows"
                + " all there are",
            "\"redis.uri\": is no setting (sallyport.properties, line 2); the command config shows"
                + " all there are");
  }

  @Test
  void an_unknown_name_in_the_environment_is_refused() {
    assertThat(trial().with("SALLYPORT_ACCES_TTL", "5m").problem())
        .isEqualTo(
            "\"SALLYPORT_ACCES_TTL\": is no setting (the environment); the command config shows all"
                + " there are");
  }

  @Test
  void what_kubernetes_injects_is_ignored_with_one_line() {
    var trial =
        trial()
            .with("SALLYPORT_SERVICE_HOST", "10.0.0.1")
            .with("SALLYPORT_PORT", "tcp://10.0.0.1:80")
            .with("SALLYPORT_PORT_80_TCP", "x")
            .with("PATH", "/bin");
    assertThat(trial.configured().warnings())
        .containsExactly(
            "ignored, since Kubernetes sets them: SALLYPORT_PORT, SALLYPORT_PORT_80_TCP,"
                + " SALLYPORT_SERVICE_HOST");
  }

  @Test
  void a_value_can_stand_in_a_file_of_its_own() throws IOException {
    file("key", "r--r-----", Trial.SECRET + "\n");
    var trial = trial().with("SALLYPORT_MASTER_KEY_FILE", "key");
    assertThat(trial.config().storage().masterKey()).isPresent();
    assertThat(told(trial, Settings.MASTER_KEY))
        .isEqualTo(new Told("master-key", "***", "SALLYPORT_MASTER_KEY_FILE = key"));
  }

  @Test
  void one_line_end_is_taken_off_such_a_file_and_no_more() throws IOException {
    file("ttl", "rw-r--r--", "5m\r\n");
    assertThat(trial().with("SALLYPORT_ACCESS_TTL_FILE", "ttl").config().sessions().accessTtl())
        .isEqualTo(Duration.ofMinutes(5));
    file("ttl", "rw-r--r--", "5m\n\n");
    assertThat(trial().with("SALLYPORT_ACCESS_TTL_FILE", "ttl").problem())
        .startsWith("access.ttl: got \"5m?\" (SALLYPORT_ACCESS_TTL_FILE = ttl); takes ");
  }

  @Test
  void a_value_and_a_file_for_it_exclude_each_other() {
    var trial = trial().with("SALLYPORT_ACCESS_TTL", "5m").with("SALLYPORT_ACCESS_TTL_FILE", "ttl");
    assertThat(trial.problem())
        .isEqualTo(
            "access.ttl: is given twice, by SALLYPORT_ACCESS_TTL and SALLYPORT_ACCESS_TTL_FILE;"
                + " takes one of them");
  }

  @Test
  void a_missing_file_for_a_value_is_refused() {
    assertThat(trial().with("SALLYPORT_ACCESS_TTL_FILE", "ttl").problem())
        .isEqualTo(
            "access.ttl: got no such file (SALLYPORT_ACCESS_TTL_FILE = \"ttl\"); takes a file with"
                + " the value");
  }

  @Tag("ASVS-13.3.2")
  @Test
  void a_secret_in_a_file_that_everybody_can_read_is_refused() throws IOException {
    file("key", "rw-r--r--", Trial.SECRET);
    assertThat(trial().with("SALLYPORT_MASTER_KEY_FILE", "key").problem())
        .isEqualTo(
            "master-key: got a file that everybody can read (SALLYPORT_MASTER_KEY_FILE = \"key\");"
                + " takes one that is for its owner: chmod 600");
    settings("master-key = " + Trial.SECRET + "\n");
    assertThat(trial().problem())
        .isEqualTo(
            "master-key: got a file that everybody can read (sallyport.properties); takes one that"
                + " is for its owner: chmod 600");
  }

  @Test
  void a_file_of_settings_that_everybody_can_write_is_refused() throws IOException {
    file("sallyport.properties", "rw-rw-rw-", "access.ttl = 5m\n");
    assertThat(trial().problem())
        .startsWith("sallyport.properties: got a file that everybody can write");
  }

  @Test
  void all_problems_are_found_at_once() throws IOException {
    settings("acces.ttl = 5m\nlisten = everywhere\nsession.max = 1d\n");
    assertThat(
            trial().with(Settings.BCRYPT_COST, "4").with(Settings.MASTER_KEY, "secret").problems())
        .hasSize(5)
        .anyMatch(line -> line.startsWith("\"acces.ttl\": "))
        .anyMatch(line -> line.startsWith("listen: "))
        .anyMatch(line -> line.startsWith("master-key: "))
        .anyMatch(line -> line.startsWith("password.bcrypt-cost: "))
        .anyMatch(line -> line.startsWith("refresh.ttl: "));
  }

  @Test
  void no_secret_is_told() throws IOException {
    file("sallyport.properties", "rw-------", "master-key = " + Trial.SECRET + "\n");
    assertThat(trial().configured().toString()).doesNotContain(Trial.SECRET);
    assertThat(told(trial(), Settings.MASTER_KEY).value()).isEqualTo("***");
  }
}
