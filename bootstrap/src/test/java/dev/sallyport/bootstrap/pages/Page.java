package dev.sallyport.bootstrap.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the documentation: its fenced blocks, and what the comment on top of each says is to be
/// done with it.
///
/// | comment | |
/// | --- | --- |
/// | `run` | typed into the terminal, and over before the next one; it must succeed |
/// | `run: NAME` | the same, with a name for a test that runs it alone |
/// | `run, typing TEXT` | the same, with an answer to what the command asks for |
/// | `serve: NAME` | typed into a terminal of its own, where it goes on until another of that name follows |
/// | `serve: NAME, until TEXT` | the same; it is there once a line that begins so is printed, which the page does not show |
/// | `answer` | what the block before prints, to the letter but for [Answer]'s `…` |
/// | `file: PATH` | the content of a file that the reader makes |
/// | `not run: REASON` | left out |
///
/// A comment `needs: PROGRAM…` anywhere on the page names what must be installed.
///
/// @param prose what is left of the page without them
record Page(Path path, List<Block> blocks, List<String> needs, String prose) {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NEEDS = Pattern.compile("(?m)^<!-- needs: (.+) -->$");
  private static final Pattern FENCED =
      Pattern.compile(
          "(?m)(?:^<!-- (?<mark>.+) -->\n)?^```(?<language>\\w*)\n(?<text>(?s:.*?))^```$");
  private static final Pattern MARK =
      Pattern.compile(
          "(?<run>run)(?:: [\\w-]+)?(?:, typing (?<typed>.+))?"
              + "|serve: (?<serve>\\w+)(?:, until (?<until>.+))?|file: (?<file>\\S+)|(?<answer>answer)|not run: (?<why>.+)");

  /// A fenced block.
  sealed interface Block {}

  /// A command.
  ///
  /// @param line where it stands
  /// @param typed what is typed when it asks; empty if it does not
  record Run(int line, String script, String typed, Optional<Answer> answer) implements Block {}

  /// A server in a terminal of its own, which is there once it has printed its answer.
  record Serve(int line, String name, String script, Answer answer) implements Block {}

  /// A file.
  record Save(String file, String text) implements Block {}

  /// A command that nobody could run here.
  record NotRun(String reason) implements Block {}

  /// To be read, such as a piece of a program.
  ///
  /// @param language what stands behind the fence
  record Shown(int line, String language) implements Block {}

  /// The README, the tutorial and the how-tos.
  static List<Page> all() {
    List<Path> paths = new ArrayList<>();
    paths.add(ROOT.resolve("README.md"));
    paths.add(ROOT.resolve("docs/tutorial.md"));
    try (Stream<Path> howTos = Files.list(ROOT.resolve("docs/how-to"))) {
      howTos.sorted().forEach(paths::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths.stream().map(Page::read).toList();
  }

  private static Page read(Path path) {
    try {
      return of(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page of(Path path, String text) {
    List<MatchResult> found = FENCED.matcher(text).results().toList();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Optional<Answer> answer =
          i + 1 < found.size() && "answer".equals(found.get(i + 1).group("mark"))
              ? Optional.of(new Answer(found.get(i + 1).group("text")))
              : Optional.empty();
      MatchResult block = found.get(i);
      if (!"answer".equals(block.group("mark"))) {
        int line = 1 + Math.toIntExact(text.substring(0, block.start("text")).lines().count());
        blocks.add(block(block, line, answer));
      } else if (i == 0
          || !(blocks.getLast() instanceof Run || blocks.getLast() instanceof Serve)) {
        throw new AssertionError(path + ": the answer to nothing: " + block.group("text"));
      }
    }
    List<String> needs =
        NEEDS.matcher(text).results().flatMap(all -> Stream.of(all.group(1).split(" "))).toList();
    return new Page(path, List.copyOf(blocks), needs, FENCED.matcher(text).replaceAll(""));
  }

  private static Block block(MatchResult block, int line, Optional<Answer> answer) {
    String text = block.group("text");
    Matcher mark = MARK.matcher(Optional.ofNullable(block.group("mark")).orElse(""));
    if (!mark.matches()) {
      return new Shown(line, block.group("language"));
    }
    if (mark.group("run") != null) {
      return new Run(
          line, text, Optional.ofNullable(mark.group("typed")).orElse("").strip(), answer);
    }
    if (mark.group("serve") != null) {
      Answer there =
          Optional.ofNullable(mark.group("until"))
              .map(begun -> new Answer("…\n" + begun + "…"))
              .or(() -> answer)
              .orElseThrow();
      return new Serve(line, mark.group("serve"), text, there);
    }
    return mark.group("file") != null
        ? new Save(mark.group("file"), text)
        : new NotRun(mark.group("why"));
  }

  /// The name of the file, without folder and suffix.
  String name() {
    return path.getFileName().toString().replace(".md", "");
  }

  @Override
  public String toString() {
    return name();
  }
}
