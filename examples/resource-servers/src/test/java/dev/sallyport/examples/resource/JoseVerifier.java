package dev.sallyport.examples.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/// `jose` under Node, installed by npm as its lock file says.
final class JoseVerifier {

  private final Path directory;

  private JoseVerifier(Path directory) {
    this.directory = directory;
  }

  /// Installs it. Without Node or npm the test is skipped, except on CI, where it fails.
  static JoseVerifier install(Path directory) throws IOException, InterruptedException {
    Path sources =
        Path.of(Objects.requireNonNull(System.getProperty("module.directory")), "src/main/node");
    for (String name : List.of("package.json", "package-lock.json", "verify.mjs")) {
      Files.copy(sources.resolve(name), directory.resolve(name), REPLACE_EXISTING);
    }
    for (String program : List.of("node", "npm")) {
      if (!starts(program)) {
        String told = "SKIPPED: no " + program + " in PATH, so that jose was not tried at all";
        if (Boolean.parseBoolean(System.getenv("CI"))) {
          throw new AssertionError(told);
        }
        System.err.println(told);
        Assumptions.abort(told);
      }
    }
    var jose = new JoseVerifier(directory);
    jose.run("", "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    return jose;
  }

  private static boolean starts(String program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// A verdict for each token: `accepted` and its roles, or `refused` and why.
  List<String> verdicts(String issuer, String audience, List<String> tokens)
      throws IOException, InterruptedException {
    String input = String.join("\n", tokens) + "\n";
    return run(input, "node", "verify.mjs", issuer, audience).lines().toList();
  }

  private String run(String input, String... command) throws IOException, InterruptedException {
    Path told = directory.resolve("told.txt");
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(directory.toFile())
            .redirectError(told.toFile())
            .start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + Files.readString(told));
    }
    return printed;
  }
}
