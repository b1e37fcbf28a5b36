package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private final StringWriter err = new StringWriter();

  private ProgressBar bar(boolean person) {
    return new ProgressBar(
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            InputStream.nullInputStream(),
            person ? Optional.of(Machine.person()) : Optional.empty(),
            () -> false),
        "rows");
  }

  @Test
  void a_person_sees_one_line_that_fills_up() {
    ProgressBar bar = bar(true);

    bar.show(500, 1_500);
    bar.show(1_500, 1_500);

    assertThat(err.toString().replace(System.lineSeparator(), "\n"))
        .isEqualTo(
            "\r[########----------------]  33 %  500 of 1,500 rows"
                + "\r[########################] 100 %  1,500 of 1,500 rows\n");
  }

  @Test
  void the_same_is_not_written_twice() {
    ProgressBar bar = bar(true);

    bar.show(1, 3);
    bar.show(1, 3);

    assertThat(err.toString()).containsOnlyOnce("1 of 3");
  }

  @Test
  void nothing_at_all_is_all_of_it() {
    bar(true).show(0, 0);

    assertThat(err.toString()).contains("100 %  0 of 0 rows");
  }

  @Test
  void a_program_is_told_nothing() {
    bar(false).show(1, 1);

    assertThat(err.toString()).isEmpty();
  }
}
