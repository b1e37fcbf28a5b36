package dev.sallyport.adapters.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.telemetry.FirstOfAMinute.Kind;
import dev.sallyport.domain.throttle.LimitName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Of what is alike one in a minute is told, and how many were not.
class FirstOfAMinuteTest {

  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  private final FirstOfAMinute firsts = new FirstOfAMinute();

  private static Kind kind(LimitName limit, int address) {
    return new Kind(limit, "", ByteBuffer.allocate(4).putInt(0, address));
  }

  private OptionalLong at(long second, Kind kind) {
    return firsts.leftOutBefore(kind, NOW.plusSeconds(second));
  }

  @Test
  void the_first_of_each_minute_knows_how_many_were_left_out() {
    Kind kind = kind(LimitName.KEYS_PER_ADDRESS, 1);

    assertThat(at(0, kind)).hasValue(0);
    assertThat(at(1, kind)).isEmpty();
    assertThat(at(59, kind)).isEmpty();
    assertThat(at(60, kind)).hasValue(2);
    assertThat(at(61, kind)).isEmpty();
    assertThat(at(120, kind)).hasValue(1);
    assertThat(at(180, kind)).hasValue(0);
  }

  @Test
  void another_limit_or_address_or_user_is_another_kind() {
    assertThat(at(0, kind(LimitName.KEYS_PER_ADDRESS, 1))).hasValue(0);
    assertThat(at(0, kind(LimitName.KEYS_PER_ADDRESS, 2))).hasValue(0);
    assertThat(at(0, kind(LimitName.CSRF_PER_ADDRESS, 1))).hasValue(0);
    assertThat(at(0, new Kind(LimitName.KEYS_PER_ADDRESS, "u", ByteBuffer.allocate(4))))
        .hasValue(0);
  }

  @Test
  void whoever_has_many_addresses_does_not_get_a_line_for_each() {
    long told =
        IntStream.range(0, 3 * FirstOfAMinute.MOST_KINDS)
            .filter(address -> at(1, kind(LimitName.KEYS_PER_ADDRESS, address)).isPresent())
            .count();

    assertThat(told).isEqualTo(FirstOfAMinute.MOST_KINDS + 1);
    assertThat(at(2, kind(LimitName.CSRF_PER_ADDRESS, 1))).as("another limit").hasValue(0);
    assertThat(at(2, kind(LimitName.CSRF_PER_ADDRESS, 2))).isEmpty();
  }

  @Test
  void a_clock_that_is_set_back_begins_another_minute() {
    Kind kind = kind(LimitName.KEYS_PER_ADDRESS, 1);
    at(3_600, kind);

    assertThat(at(3_599, kind)).as("read a little apart").isEmpty();
    assertThat(at(0, kind)).isPresent();
  }
}
