package dev.sallyport.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortedLinesTest {

  private static SortedLines of(List<String> lines) throws IOException {
    String file = String.join("", lines.stream().map(line -> line + '\n').toList());
    return SortedLines.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void every_line_is_found_and_nothing_between_them_is() throws IOException {
    for (int count = 0; count < 40; count++) {
      List<String> lines =
          IntStream.range(0, count).mapToObj(i -> "%03d".formatted(2 * i)).toList();
      SortedLines sorted = of(lines);
      assertThat(lines).allMatch(sorted::contains);
      for (int i = 0; i <= count; i++) {
        assertThat(sorted.contains("%03d".formatted(2 * i + 1))).isFalse();
      }
    }
  }

  @Test
  void a_line_is_found_whole_or_not_at_all() throws IOException {
    SortedLines sorted = of(List.of("ab", "abc", "abcde", "b"));

    assertThat(List.of("ab", "abc", "abcde", "b")).allMatch(sorted::contains);
    assertThat(List.of("", "a", "abcd", "abcdef", "c", "ab\n", "ab\nabc", "\n", "abc\n\n"))
        .noneMatch(sorted::contains);
  }

  @Test
  void what_is_not_ascii_is_no_line() throws IOException {
    SortedLines sorted = of(List.of("?", "a?", "b"));

    // A question mark is what an encoder would make of these; 0x0162 ends in the byte of a b.
    assertThat(List.of("ä", "aä", "\u0162", "\ud83d\ude00", "\ud800")).noneMatch(sorted::contains);
  }
}
