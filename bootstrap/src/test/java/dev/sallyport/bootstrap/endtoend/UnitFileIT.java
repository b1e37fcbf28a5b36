package dev.sallyport.bootstrap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The unit that the documentation gives to operators of systemd.
@Timeout(120)
final class UnitFileIT {

  private static final Path UNIT = Path.of("..", "docs", "examples", "sallyport.service");

  /// Where there is no systemd, the keys are all that can be looked at; but not on a machine that
  /// runs all tests (`CI` is set).
  private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @TempDir private Path directory;

  private static List<String> values(String key) throws IOException {
    return Files.readAllLines(UNIT).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  @Test
  void its_command_line_serves_with_its_environment() throws Exception {
    Path data = directory.resolve("state");
    Files.createDirectories(data.resolve("tmp"));
    Path settings = directory.resolve("sallyport.properties");
    Files.writeString(settings, "listen = 127.0.0.1:0\nadmin.listen = 127.0.0.1:0\n");
    for (Path owned : List.of(data, data.resolve("tmp"))) {
      Files.setPosixFilePermissions(owned, PosixFilePermissions.fromString("rwx------"));
    }
    List<String> command =
        List.of(
            values("ExecStart")
                .getFirst()
                .replace("/usr/bin/java", System.getProperty("java.home") + "/bin/java")
                .replace(
                    "/opt/sallyport/sallyport.jar",
                    Objects.requireNonNull(System.getProperty("sallyport.jar")))
                .replace("/etc/sallyport/sallyport.properties", settings.toString())
                .replace("/var/lib/sallyport", data.toString())
                .split(" ", -1));
    var builder = new ProcessBuilder(command).directory(data.toFile());
    builder.environment().clear();
    for (String variable : values("Environment")) {
      String[] parts = variable.split("=", 2);
      builder.environment().put(parts[0], parts[1].replace("/var/lib/sallyport", data.toString()));
    }
    var program = new Program(directory);
    try (var server = new Server(builder.start(), program)) {
      assertThat(new Visitor(server.url()).get("/health").status()).isEqualTo(200);
      assertThat(data.resolve("sallyport.db")).exists();
    }
  }

  @Test
  void it_takes_everything_from_the_service_that_it_does_not_need() throws Exception {
    for (String key :
        List.of(
            "NoNewPrivileges",
            "ProtectHome",
            "PrivateTmp",
            "PrivateDevices",
            "ProtectKernelModules",
            "ProtectKernelTunables",
            "ProtectControlGroups",
            "RestrictNamespaces",
            "RestrictSUIDSGID",
            "LockPersonality")) {
      assertThat(values(key)).as(key).containsExactly("yes");
    }
    assertThat(values("ProtectSystem")).containsExactly("strict");
    assertThat(values("CapabilityBoundingSet")).containsExactly("");
    assertThat(values("UMask")).containsExactly("0077");
    assertThat(values("SuccessExitStatus")).containsExactly("143");
  }

  @Test
  void systemd_finds_nothing_wrong_with_it_and_little_that_it_could_still_take() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(SYSTEMD_ANALYZE) || System.getenv("CI") != null,
        "systemd is not installed");
    // It looks for the program, and Java need not be where the unit has it.
    Path copy = directory.resolve("sallyport.service");
    Files.writeString(copy, Files.readString(UNIT).replace("=/usr/bin/java ", "=/bin/sh "));
    assertThat(run("verify", copy.toString())).isEmpty();
    // In tenths: 1.7 of 10.
    run("security", "--offline=yes", "--threshold=17", copy.toString());
  }

  private static String run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(SYSTEMD_ANALYZE.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }
}
