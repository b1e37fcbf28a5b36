package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sallyport.bootstrap.config.Setting.Preset.Value;
import dev.sallyport.domain.key.KeyPurpose;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.password.PasswordPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// SECURITY.md says what the code does: whoever changes a limit, a life, a key or a table changes the
/// page too.
class SecurityPageTest {

  private static final Path ROOT = Path.of("..");

  private String page = "";

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(ROOT.resolve("SECURITY.md"));
  }

  private static String preset(Setting<?> setting) {
    return switch (setting.preset()) {
      case Value(var text) -> text;
      case Setting.Preset.Derived _ ->
          throw new IllegalArgumentException(setting.name() + " has no value of its own");
    };
  }

  /// What a pattern's only group finds in all files below a directory whose names end like this.
  private static Set<String> found(Path directory, String ending, String pattern) {
    var regex = Pattern.compile(pattern);
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().contains("src/test"))
          .flatMap(file -> regex.matcher(text(file)).results().map(MatchResult::group))
          .map(match -> regex.matcher(match).replaceFirst("$1"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void allStandThere(Set<String> names) {
    assertThat(names).allSatisfy(name -> assertThat(page).contains('`' + name + '`'));
  }

  @Tag("ASVS-2.1.3")
  @Tag("ASVS-6.1.1")
  @Test
  void the_limits_are_those_of_the_settings() {
    Set<Setting<?>> limits =
        Settings.ALL.stream()
            .filter(setting -> setting.name().startsWith("limits."))
            .collect(Collectors.toSet());
    assumeThat(limits).as("there are limits").isNotEmpty();

    assertThat(limits)
        .allSatisfy(limit ->
            assertThat(page).contains("| `%s` | `%s` |".formatted(limit.name(), preset(limit))));
    assertThat(
            Pattern.compile("`(limits\\.[a-z-]+)`")
                .matcher(page)
                .results()
                .map(result -> result.group(1)))
        .containsExactlyInAnyOrderElementsOf(limits.stream().map(Setting::name).toList());
  }

  @Tag("ASVS-7.1.1")
  @Tag("ASVS-7.1.2")
  @Test
  void the_lives_and_the_number_of_sessions_are_those_of_the_settings() {
    assertThat(
            List.of(
                Settings.REFRESH_TTL,
                Settings.SESSION_MAX,
                Settings.MAX_SESSIONS,
                Settings.ACCESS_TTL,
                Settings.RETRY_WINDOW,
                Settings.LEEWAY))
        .allSatisfy(setting ->
            assertThat(page)
                .contains("| `%s` | `%s` |".formatted(preset(setting), setting.name())));
  }

  @Tag("ASVS-6.1.2")
  @Test
  void the_rules_for_passwords_are_those_of_the_policy() {
    assertThat(page)
        .contains(
            "has %s code points or more (`%s` goes down to %d)"
                .formatted(
                    preset(Settings.MIN_LENGTH),
                    Settings.MIN_LENGTH.name(),
                    PasswordPolicy.LOWEST_MIN))
        .contains(
            "cost `%s` (`%s`)".formatted(preset(Settings.BCRYPT_COST), Settings.BCRYPT_COST.name()))
        .contains("`sallyport`, the host of `public-url`, the username, its part before an `@`");
  }

  @Tag("ASVS-11.1.1")
  @Tag("ASVS-11.1.2")
  @Test
  void every_key_is_in_the_inventory() {
    allStandThere(
        Stream.of(KeyPurpose.values()).map(KeyPurpose::label).collect(Collectors.toSet()));
    Set<String> derived =
        found(
            ROOT.resolve("domain/src/main/java"), "RootSecret.java", "\"(sallyport [a-z ]+v\\d)\"");
    assertThat(derived).hasSizeGreaterThan(4);
    allStandThere(derived);
    assertThat(SigningAlgorithm.values())
        .allSatisfy(algorithm ->
            assertThat(page)
                .contains(
                    "| signing %s `%s`"
                        .formatted(algorithm.isSymmetric() ? "secret" : "key", algorithm.text())));
    assertThat(page)
        .contains(
            "(`%s`, `%s`)"
                .formatted(Settings.SIGNING_MAX_AGE.name(), preset(Settings.SIGNING_MAX_AGE)));
  }

  @Tag("ASVS-11.1.2")
  @Tag("ASVS-11.3.2")
  @Tag("ASVS-11.4.1")
  @Test
  void every_cipher_hash_and_mac_is_in_the_inventory_and_none_is_outdated() {
    Set<String> primitives =
        found(
            ROOT,
            ".java",
            "(?:Cipher|MessageDigest|Mac|KDF)\\s*\\.\\s*getInstance\\(\\s*\"([^\"]+)\"");
    primitives.addAll(found(ROOT.resolve("domain"), "Hmac.java", "\"(Hmac[A-Z0-9]+)\""));

    assertThat(primitives)
        .containsExactlyInAnyOrder(
            "AES/GCM/NoPadding", "HKDF-SHA256", "HmacSHA256", "HmacSHA384", "SHA-256", "SHA-512");
    allStandThere(primitives);
  }

  @Tag("ASVS-14.1.1")
  @Tag("ASVS-14.1.2")
  @Test
  void every_table_of_the_database_has_its_class() {
    Path sql = ROOT.resolve("adapters/sql/src/main");
    Set<String> tables = found(sql, ".sql", "CREATE TABLE ([a-z_]+)");
    tables.addAll(found(sql, "Schema.java", "CREATE TABLE ([a-z_]+)"));
    tables.removeAll(found(sql, ".sql", "ALTER TABLE ([a-z_]+) RENAME TO"));

    assertThat(tables).contains("users", "sessions", "schema_migrations");
    allStandThere(tables);
  }
}
