package dev.sallyport.domain.password;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A password as somebody typed it, compared byte for byte: never trimmed, folded or normalised
/// (NIST SP 800-63B-4, section 3.1.1.2, leaves that choice to the verifier).
///
/// It has 1 to 1,024 bytes of UTF-8, no NUL and no ill-formed Unicode. It does not print.
public record Password(String text) {

  /// The most bytes of UTF-8 that any password may have; longer ones are refused before hashing.
  public static final int MAX_BYTES = 1024;

  /// @throws IllegalArgumentException if the text can't be a password; input is asked about with
  ///   [#faultOf(String)] first
  public Password {
    if (faultOf(text).isPresent()) {
      throw new IllegalArgumentException("not a password");
    }
  }

  /// Why a text can't be a password; the words of the wire.
  public enum Fault {
    /// No characters.
    EMPTY,
    /// More than 1,024 bytes of UTF-8.
    TOO_LONG,
    /// NUL: bcrypt's key is cyclic and would take `a` and `a\0a` for the same.
    NUL,
    /// A lone surrogate: it has no UTF-8, and encoders quietly make a question mark of it.
    ILL_FORMED
  }

  /// What keeps a text from being a password; empty if nothing does.
  public static Optional<Fault> faultOf(String text) {
    if (text.isEmpty()) {
      return Optional.of(Fault.EMPTY);
    }
    if (text.length() > MAX_BYTES) {
      return Optional.of(Fault.TOO_LONG);
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of(Fault.NUL);
    }
    boolean loneSurrogate =
        text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    if (loneSurrogate) {
      return Optional.of(Fault.ILL_FORMED);
    }
    return utf8Length(text) > MAX_BYTES ? Optional.of(Fault.TOO_LONG) : Optional.empty();
  }

  /// The bytes that are hashed.
  public byte[] utf8() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The length that a person counts: code points, not bytes or UTF-16 units.
  public int codePoints() {
    return text.codePointCount(0, text.length());
  }

  private static int utf8Length(String text) {
    return text.codePoints().map(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4).sum();
  }

  @Override
  public String toString() {
    return "Password[***]";
  }
}
