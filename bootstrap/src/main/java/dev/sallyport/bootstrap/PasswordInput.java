package dev.sallyport.bootstrap;

import dev.sallyport.domain.password.Password;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A new password from whoever runs a command: asked twice of a person, without echo, or one line of
/// standard input. Never an argument, which every user of the machine can read.
final class PasswordInput {

  private PasswordInput() {}

  /// How reading ends.
  sealed interface Outcome {}

  /// A password.
  record Entered(Password password) implements Outcome {}

  /// None.
  ///
  /// @param why one line for the person
  record NotEntered(String why) implements Outcome {}

  /// What Java reads in the place of bytes that are none of the terminal's encoding: with it, many
  /// passwords would be one, and not the one that was meant.
  private static final char NOT_UNDERSTOOD = '\uFFFD';

  static Outcome read(Terminal terminal) {
    if (terminal.dialogue().isPresent()) {
      return ask(terminal.dialogue().get());
    }
    return terminal.echoes().getAsBoolean()
        ? new NotEntered(
            "the password would be seen: it can be asked for without echo only if standard output"
                + " is the terminal too")
        : readLine(terminal.in());
  }

  private static Outcome ask(Terminal.Dialogue dialogue) {
    Optional<String> first = dialogue.askHidden("Password: ");
    Optional<String> second = first.flatMap(_ -> dialogue.askHidden("The same again: "));
    if (first.isEmpty() || second.isEmpty()) {
      return new NotEntered("no password was typed");
    }
    if (first.get().indexOf(NOT_UNDERSTOOD) >= 0) {
      return new NotEntered(
          "the password has characters that are none in the locale of this terminal: set"
              + " LC_ALL=C.UTF-8, or give it on standard input");
    }
    return first.equals(second)
        ? judge(first.get())
        : new NotEntered("the two passwords are not the same");
  }

  /// One line, of which nothing is taken off but its end: a blank may be part of a password.
  private static Outcome readLine(InputStream in) {
    var line = new ByteArrayOutputStream();
    try {
      int next = in.read();
      while (next >= 0 && next != '\n' && line.size() <= Password.MAX_BYTES + 1) {
        line.write(next);
        next = in.read();
      }
      byte[] bytes = line.toByteArray();
      boolean carriageReturn = next == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
      var content = ByteBuffer.wrap(bytes, 0, bytes.length - (carriageReturn ? 1 : 0));
      return judge(StandardCharsets.UTF_8.newDecoder().decode(content).toString());
    } catch (CharacterCodingException notText) {
      return new NotEntered("the password is not UTF-8");
    } catch (IOException e) {
      return new NotEntered("standard input can't be read");
    }
  }

  private static Outcome judge(String text) {
    return Password.faultOf(text)
        .<Outcome>map(fault -> new NotEntered(words(fault)))
        .orElseGet(() -> new Entered(new Password(text)));
  }

  private static String words(Password.Fault fault) {
    return switch (fault) {
      case EMPTY -> "no password was given";
      case TOO_LONG -> "the password has more than " + Password.MAX_BYTES + " bytes";
      case NUL -> "the password has a NUL in it";
      case ILL_FORMED -> "the password is ill-formed Unicode";
    };
  }
}
