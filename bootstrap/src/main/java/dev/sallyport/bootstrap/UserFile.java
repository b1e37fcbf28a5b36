package dev.sallyport.bootstrap;

import dev.sallyport.application.account.ImportUsers.Entry;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.Username;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A file of users from another program, a line each: `NAME:HASH` or `NAME:HASH:ROLE,ROLE`. That is
/// what `htpasswd -B` writes, with roles behind it.
///
/// It is UTF-8. Empty lines and lines that begin with `#` say nothing. Nothing is trimmed.
final class UserFile {

  /// What is longer is another file; this has room for some 150,000 users.
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private UserFile() {}

  /// What reading turns out to be.
  sealed interface Reading {}

  /// Every line that says something is one of these.
  record Found(List<Entry> entries, List<BadLine> badLines) implements Reading {}

  /// No file that can be read.
  ///
  /// @param why as a few words
  record NotFound(String why) implements Reading {}

  /// A line of another form.
  ///
  /// @param why as a few words, nothing of the line among them: it may hold a password
  record BadLine(int number, String why) {}

  /// What one line turns out to be.
  private sealed interface Line {}

  private record Good(Entry entry) implements Line {}

  private record Bad(BadLine line) implements Line {}

  /// Reads a file. Never throws.
  static Reading read(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES ? new NotFound("it has more than 16 MiB") : parse(bytes);
    } catch (NoSuchFileException missing) {
      return new NotFound("there is no such file");
    } catch (AccessDeniedException denied) {
      return new NotFound("there is no permission to read it");
    } catch (IOException e) {
      return new NotFound(Files.isDirectory(path) ? "it is a directory" : "it can't be read");
    }
  }

  static Found parse(byte[] file) {
    List<Entry> entries = new ArrayList<>();
    List<BadLine> badLines = new ArrayList<>();
    int number = 0;
    for (int start = 0; start < file.length; ) {
      int end = start;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      number++;
      boolean carriageReturn = end > start && file[end - 1] == '\r';
      var line = ByteBuffer.wrap(file, start, end - start - (carriageReturn ? 1 : 0));
      if (line.hasRemaining() && file[start] != '#') {
        switch (line(number, line)) {
          case Good(var entry) -> entries.add(entry);
          case Bad(var bad) -> badLines.add(bad);
        }
      }
      start = end + 1;
    }
    return new Found(entries, badLines);
  }

  private static Line line(int number, ByteBuffer bytes) {
    try {
      return line(number, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException notText) {
      return bad(number, "it is not UTF-8");
    }
  }

  private static Line line(int number, String text) {
    String[] parts = text.split(":", 3);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      return bad(number, "it begins with a byte order mark: save the file as UTF-8 without one");
    }
    if (parts.length < 2) {
      return bad(number, "it has no colon between a name and a hash");
    }
    if (!(Username.parse(parts[0]) instanceof Username.Named(var username))) {
      return bad(number, "its name is no username: 1 to 128 letters, digits and . _ @ + -");
    }
    List<Optional<Role>> roles =
        parts.length < 3 ? List.of() : Stream.of(parts[2].split(",", -1)).map(Role::parse).toList();
    if (roles.stream().anyMatch(Optional::isEmpty)) {
      return bad(
          number,
          "it has a role that is none: up to 64 of a-z, 0-9 and : . _ -, a letter or digit first,"
              + " a comma between two");
    }
    return Roles.of(roles.stream().flatMap(Optional::stream).toList())
        .<Line>map(all -> new Good(new Entry(number, username, parts[1], all)))
        .orElseGet(() -> bad(number, "it has more than " + Roles.MAX_COUNT + " roles"));
  }

  private static Bad bad(int number, String why) {
    return new Bad(new BadLine(number, why));
  }
}
