package dev.sallyport.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SessionIdTest {

  private static byte[] filled(int b) {
    byte[] random = new byte[SessionId.RANDOM_BYTES];
    Arrays.fill(random, (byte) b);
    return random;
  }

  @Test
  void it_is_a_uuid_of_version_7_with_its_time_in_front() {
    // The time of RFC 9562, appendix A.6.
    Instant time = Instant.ofEpochMilli(0x017F22E279B0L);

    assertThat(SessionId.create(time, filled(0)).text())
        .isEqualTo("017f22e2-79b0-7000-8000-000000000000");
    assertThat(SessionId.create(time, filled(0xFF)).text())
        .isEqualTo("017f22e2-79b0-7fff-bfff-ffffffffffff");
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void whatever_is_drawn_it_says_version_7_and_the_variant(
      @ForAll @Size(10) byte[] random, @ForAll @LongRange(min = 0, max = 1L << 42) long millis) {
    SessionId id = SessionId.create(Instant.ofEpochMilli(millis), random);

    assertThat(id.value().version()).isEqualTo(7);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(id.value().getMostSignificantBits() >>> 16).isEqualTo(millis);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void later_ids_sort_behind_earlier_ones_as_text_and_as_bytes(
      @ForAll @Size(10) byte[] one,
      @ForAll @Size(10) byte[] other,
      @ForAll @LongRange(min = 0, max = 1L << 42) long millis) {
    SessionId earlier = SessionId.create(Instant.ofEpochMilli(millis), one);
    SessionId later = SessionId.create(Instant.ofEpochMilli(millis + 1), other);

    assertThat(earlier.text()).isLessThan(later.text());
    assertThat(Arrays.compareUnsigned(earlier.bytes(), later.bytes())).isNegative();
  }

  @Test
  void its_text_is_read_back_and_no_other_spelling_is() {
    SessionId id = SessionId.create(Instant.ofEpochMilli(1), filled(0xAB));

    assertThat(SessionId.parse(id.text())).contains(id);
    assertThat(SessionId.parse(id.text().toUpperCase(Locale.ROOT))).isEmpty();
    assertThat(id.bytes()).hasSize(16);
  }

  @Test
  void it_takes_ten_random_bytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionId.create(Instant.EPOCH, new byte[9]));
  }
}
