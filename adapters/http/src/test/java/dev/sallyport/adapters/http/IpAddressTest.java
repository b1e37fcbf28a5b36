package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One address, one spelling; and what is none is not looked up.
final class IpAddressTest {

  private static String canonical(String text) {
    return IpAddress.parse(text).orElseThrow(() -> new AssertionError(text)).text();
  }

  @Tag("T-11")
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::ffff:192.0.2.7, 192.0.2.7",
    "::FFFF:C000:0207, 192.0.2.7",
    "0:0:0:0:0:ffff:192.0.2.7, 192.0.2.7",
    "2001:DB8::A, 2001:db8::a",
    "2001:0db8:0000:0000:0000:0000:0000:000a, 2001:db8::a",
    "2001:db8:0:0:0:0:0:a, 2001:db8::a",
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "1:0:0:0:0:0:0:0, 1::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "::192.0.2.7, ::c000:207",
    "64:ff9b::192.0.2.7, 64:ff9b::c000:207"
  })
  void every_spelling_of_an_address_is_one(String text, String expected) {
    assertThat(canonical(text)).isEqualTo(expected);
    assertThat(canonical(expected)).isEqualTo(expected);
  }

  @Tag("T-11")
  @Test
  void the_zone_of_a_peer_is_not_part_of_its_address() throws Exception {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) 0xFE;
    bytes[1] = (byte) 0x80;
    bytes[15] = 1;
    InetAddress zoned = java.net.Inet6Address.getByAddress(null, bytes, 7);
    assertThat(zoned.getHostAddress()).contains("%");

    assertThat(new IpAddress(zoned).text()).isEqualTo("fe80::1");
  }

  @Tag("T-11")
  @Test
  void every_address_reads_back_as_itself() throws Exception {
    var random = new Random(20_261_124);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = random.nextInt(3) == 0 ? bytes[at] : 0; // runs of zeros are what goes wrong
      }
      InetAddress inet = InetAddress.getByAddress(bytes);

      String text = new IpAddress(inet).text();

      assertThat(InetAddress.ofLiteral(text)).isEqualTo(inet);
      assertThat(canonical(inet.getHostAddress())).isEqualTo(text);
      assertThat(canonical(text.toUpperCase(java.util.Locale.ROOT))).isEqualTo(text);
      assertThat(text).doesNotContain("%").doesNotContainPattern("[A-Z]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "auth.example.com",
        "unknown",
        "_hidden",
        "1",
        "1.2",
        "1.2.3",
        "127.1",
        "16909060",
        "0x7f000001",
        "0177.0.0.1",
        "01.2.3.4",
        "1.2.3.04",
        "1.2.3.256",
        "1.2.3.4.5",
        "1.2.3.4.",
        ".1.2.3.4",
        "1..2.3",
        "-1.2.3.4",
        "+1.2.3.4",
        " 1.2.3.4",
        "1.2.3.4 ",
        "1.2.3.4\n",
        "1.2.3.4:99",
        "1.2.3.4/32",
        "1.2.3.4%lo",
        "\u0661.2.3.4",
        "1\uff0e2\uff0e3\uff0e4",
        ":",
        ":::",
        ":1",
        "1:",
        "1:2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:",
        "1::2::3",
        "00001::",
        "12345::",
        "g::",
        "::1.2.3",
        "::01.2.3.4",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::ffff:1.2.3.256",
        "fe80::1%lo",
        "fe80::1%1",
        "[::1]",
        "[::1]:80",
        "::1/128",
        "::1 "
      })
  void whatever_is_not_exactly_an_address_is_none(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void a_text_of_any_length_is_judged_at_once() {
    for (String unit : new String[] {"1", "1.", "1.1.1.1,", ":", "::", "0:", "f", "%", "[", "a."}) {
      assertThat(IpAddress.parse(unit.repeat(8_192))).isEmpty();
    }
  }
}
