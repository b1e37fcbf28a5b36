package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InkTest {

  private static Terminal terminal(boolean person) {
    var out = new PrintWriter(new StringWriter());
    return new Terminal(
        out,
        out,
        InputStream.nullInputStream(),
        person ? Optional.of(Machine.person()) : Optional.empty(),
        () -> false);
  }

  @Test
  void a_person_at_a_terminal_sees_what_to_paste_in_bold_and_where_to_look_in_a_colour() {
    Ink ink = Ink.on(terminal(true), Map.of());

    assertThat(ink.command("ls")).isEqualTo("\u001b[1mls\u001b[0m");
    assertThat(ink.address("http://localhost")).isEqualTo("\u001b[36mhttp://localhost\u001b[0m");
  }

  @Test
  void a_program_gets_the_lines_as_they_are() {
    Ink ink = Ink.on(terminal(false), Map.of());

    assertThat(ink.command("ls")).isEqualTo("ls");
    assertThat(ink.address("http://localhost")).isEqualTo("http://localhost");
  }

  @Test
  void so_does_whoever_wants_no_colour() {
    assertThat(Ink.on(terminal(true), Map.of("NO_COLOR", "1"))).isEqualTo(Ink.PLAIN);
    assertThat(Ink.on(terminal(true), Map.of("NO_COLOR", ""))).isEqualTo(Ink.COLOURED);
    assertThat(Ink.on(terminal(true), Map.of("TERM", "dumb"))).isEqualTo(Ink.PLAIN);
  }
}
