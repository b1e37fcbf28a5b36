package dev.sallyport.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// A machine that a test made up: its own environment, directory and terminal, hashes that cost as
/// little as a setting allows, and a free port.
final class Machine {

  final Map<String, String> environment = new HashMap<>();
  final Path directory;

  private final SecureRandom random = new SecureRandom();
  private InputStream in = InputStream.nullInputStream();
  private Optional<Terminal.Dialogue> dialogue = Optional.empty();
  private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
  private boolean echoes;
  private Surroundings.Lifetime lifetime = () -> {};

  Machine(Path directory) {
    this.directory = directory;
    environment.put("SALLYPORT_PASSWORD_BCRYPT_COST", "10");
    environment.put("SALLYPORT_LISTEN", "127.0.0.1:0");
    environment.put("SALLYPORT_ADMIN_LISTEN", "off");
  }

  /// Lets time pass, for every command that runs on this machine now or later.
  void pass(Duration time) {
    passed.updateAndGet(before -> before.plus(time));
  }

  Instant now() {
    return Clock.tickMillis(ZoneOffset.UTC).instant().plus(passed.get());
  }

  /// What a command printed, and how it ended.
  record Ran(int exitCode, String out, String err) {}

  /// The next commands read this from a pipe.
  Machine piping(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    dialogue = Optional.empty();
    return this;
  }

  /// The next commands ask a person, who answers this.
  Machine answering(String... answers) {
    dialogue = Optional.of(person(answers));
    return this;
  }

  /// A person who answers this.
  static Terminal.Dialogue person(String... answers) {
    return new Scripted(new ArrayDeque<>(List.of(answers)));
  }

  /// What is typed would be seen.
  Machine echoing() {
    echoes = true;
    return this;
  }

  /// What happens while a server runs.
  Machine whileServing(Surroundings.Lifetime lifetime) {
    this.lifetime = lifetime;
    return this;
  }

  Ran run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    return run(out, err, args);
  }

  Ran run(Writer out, Writer err, String... args) {
    var terminal =
        new Terminal(
            new PrintWriter(out, true), new PrintWriter(err, true), in, dialogue, () -> echoes);
    int exitCode =
        Commands.run(
            new Surroundings(
                environment,
                directory,
                this::now,
                random,
                1,
                terminal,
                "scripts/run",
                () -> () -> {},
                () -> () -> {},
                lifetime,
                this::pass),
            args);
    return new Ran(exitCode, out.toString(), err.toString());
  }

  private record Scripted(Deque<String> answers) implements Terminal.Dialogue {
    @Override
    public Optional<String> ask(String question) {
      return Optional.ofNullable(answers.poll());
    }

    @Override
    public Optional<String> askHidden(String question) {
      return Optional.ofNullable(answers.poll());
    }
  }
}
