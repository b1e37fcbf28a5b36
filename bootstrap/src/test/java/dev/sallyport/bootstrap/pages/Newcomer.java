package dev.sallyport.bootstrap.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/// Somebody who does what a page says, from top to bottom, in a clone and a terminal of their own.
/// Only ports are others, and passwords are hashed as quickly as is allowed.
final class Newcomer implements AutoCloseable {

  /// How long anything may take before the test gives up; nothing waits for it when all is well.
  private static final long PATIENCE_SECONDS = 120;

  private final Page page;
  private final Clone clone;
  private final Path directory;
  private final Path notes;
  private final Ports ports = new Ports();
  private final Process terminal;
  private final BufferedReader exits;
  private final Map<String, Running> servers = new LinkedHashMap<>();
  private int blocks;

  /// A server, and what it has printed so far.
  private record Running(Process process, Queue<String> lines) {

    String printed() {
      return String.join("\n", lines);
    }

    /// As Ctrl-C does, everything in its terminal ends.
    void end() {
      List<ProcessHandle> all =
          Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
      all.forEach(ProcessHandle::destroy);
      for (ProcessHandle one : all) {
        one.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      }
    }
  }

  /// @param directory where the clone is made, and what is noted beside it
  Newcomer(Page page, Path directory) throws IOException, InterruptedException {
    for (String program : page.needs()) {
      require(page, program);
    }
    this.page = page;
    // As in a home: a proxy that root has started serves pages as somebody else.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    this.clone = Clone.in(Files.createDirectory(directory.resolve("clone")));
    this.directory = clone.directory();
    this.notes = Files.createDirectory(directory.resolve("notes"));
    this.terminal = prepare("bash", "--noprofile", "--norc").redirectErrorStream(true).start();
    this.exits = terminal.inputReader(UTF_8);
  }

  /// Where it is missing the page is skipped, but not on a machine that runs all tests (`CI` is
  /// set).
  private static void require(Page page, String program) {
    if (Stream.of(path().split(":")).anyMatch(f -> Files.isExecutable(Path.of(f, program)))) {
      return;
    }
    String told = "SKIPPED: the page " + page + ", since there is no " + program;
    if (System.getenv("CI") != null) {
      throw new AssertionError(told);
    }
    System.err.println(told);
    throw new TestAbortedException(told);
  }

  private static String path() {
    return System.getProperty("java.home")
        + "/bin:"
        + Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin")
        + ":/usr/sbin:/usr/local/sbin";
  }

  private ProcessBuilder prepare(String... command) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
    environment.put("PATH", path());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("npm_config_prefer_offline", "true");
    environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1"); // for a build of seconds
    environment.put("SALLYPORT_LISTEN", ports.here("127.0.0.1:8080"));
    environment.put("SALLYPORT_ADMIN_LISTEN", ports.here("127.0.0.1:9090"));
    environment.put("SALLYPORT_PASSWORD_BCRYPT_COST", "10");
    return builder;
  }

  /// Does everything that the page says.
  void follow() throws Exception {
    for (Page.Block block : page.blocks()) {
      switch (block) {
        case Page.Run run -> run(run);
        case Page.Serve serve -> serve(serve);
        case Page.Save(String file, String text) -> save(file, text);
        case Page.NotRun _, Page.Shown _ -> {}
      }
    }
  }

  private void save(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, ports.here(text));
  }

  private Path note(String kind, String text) throws IOException {
    return Files.writeString(notes.resolve(blocks + "." + kind), ports.here(text));
  }

  private void run(Page.Run block) throws Exception {
    blocks++;
    Path script = note("sh", block.script());
    Path typed = note("typed", block.typed().isEmpty() ? "" : block.typed() + "\n");
    Path out = notes.resolve(blocks + ".out");
    // In one shell, as in a terminal: what a block sets is there in the next.
    var commands = terminal.outputWriter(UTF_8);
    commands.write(". %s < %s > %s 2>&1; echo $?\n".formatted(script, typed, out));
    commands.flush();
    String exit = exits.readLine();
    String printed = shown(Files.readString(out));
    assertThat(exit).as("%s:%d%n%s", page, block.line(), printed).isEqualTo("0");
    block
        .answer()
        .ifPresent(answer ->
            assertThat(answer.isOf(printed))
                .as("%s:%d, what was printed:%n%s%n", page, block.line(), printed)
                .isTrue());
  }

  private void serve(Page.Serve block) throws Exception {
    blocks++;
    Running before = servers.remove(block.name());
    if (before != null) {
      before.end();
    }
    Process process =
        prepare("bash", note("sh", block.script()).toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var running = new Running(process, new ConcurrentLinkedQueue<>());
    servers.put(block.name(), running);
    var there = new CompletableFuture<Boolean>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          process
              .inputReader(UTF_8)
              .lines()
              .forEach(line -> {
                running.lines().add(line);
                if (block.answer().begins(shown(running.printed()))) {
                  there.complete(true);
                }
              });
          there.complete(false);
        });
    assertThat(there.completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS).join())
        .as("%s:%d, what was printed:%n%s%n", page, block.line(), shown(running.printed()))
        .isTrue();
  }

  private String shown(String printed) {
    String text = ports.onThePage(printed).replace("\r", "");
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /// Where something is of which the page says that it is there.
  URI url(String onThePage) {
    return URI.create(ports.here(onThePage));
  }

  /// What a server has printed, as the page would show it.
  String printedBy(String server) {
    return shown(Objects.requireNonNull(servers.get(server)).printed());
  }

  @Override
  public void close() {
    terminal.destroy();
    for (Running server : new ArrayList<>(servers.values()).reversed()) {
      server.end();
    }
    clone.close();
  }
}
