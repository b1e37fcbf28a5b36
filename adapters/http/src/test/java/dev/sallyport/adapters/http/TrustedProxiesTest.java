package dev.sallyport.adapters.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose word counts, and whom it names.
final class TrustedProxiesTest {

  private static final String PEER = "10.0.0.1";

  /// The peer, a block with it, and blocks of IPv6.
  private final TrustedProxies proxies = proxies("10.0.0.0/8, 192.0.2.1, 2001:db8:1::/48, ::1");

  private static TrustedProxies proxies(String text) {
    return TrustedProxies.parse(text).orElseThrow(() -> new AssertionError(text));
  }

  private static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  private String clientOf(String... lines) {
    return proxies.clientOf(ip(PEER), List.of(lines)).text();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.6/31, 192.0.2.7, true",
    "192.0.2.6/31, 192.0.2.8, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.7/32, 192.0.2.6, false",
    "128.0.0.0/1, 255.0.0.1, true",
    "128.0.0.0/1, 127.0.0.1, false",
    "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:DB8:0:0::/63, 2001:db8:0:1::1, true",
    "2001:db8::/63, 2001:db8:0:2::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "::1/128, ::2, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/8, ::10.1.2.3, false",
    "8000::/1, 128.0.0.1, false"
  })
  void a_block_holds_what_begins_as_it_does(String block, String address, boolean holds) {
    assertThat(proxies(block).trusts(ip(address))).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "10.0.0.1,",
        ",10.0.0.1",
        "10.0.0.1,,10.0.0.2",
        "10.0.0.1 10.0.0.2",
        "10.0.0.1;10.0.0.2",
        "localhost",
        "proxy.example.com",
        "*",
        "10.0.0.*",
        "10.0.0.1-10.0.0.9",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8.0",
        "10.0.0.0/",
        "/8",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0 /8",
        "10/8",
        "10.0.0/24",
        "010.0.0.0/8",
        "10.0.0.00/8",
        "0.0.0.0/0",
        "::/0",
        "2001:db8::1/64",
        "2001:db8::/129",
        "2001:db8::/999",
        "[::1]",
        "::1%lo",
        "::ffff:10.0.0.1",
        "::ffff:10.0.0.0/104",
        "::ffff:0:0/96",
        "10.0.0.1:8080"
      })
  void a_block_that_is_not_spelt_exactly_is_none(String text) {
    assertThat(TrustedProxies.parse(text)).isEmpty();
  }

  @Test
  void a_block_can_not_be_made_of_what_is_none() {
    assertThatThrownBy(() -> new CidrBlock(ip("10.0.0.1"), 8))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CidrBlock(ip("10.0.0.0"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void it_prints_as_it_was_set() {
    assertThat(proxies).hasToString("[10.0.0.0/8, 192.0.2.1, 2001:db8:1::/48, ::1]");
    assertThat(TrustedProxies.NONE).hasToString("[]");
  }

  @Tag("T-06")
  @Test
  void nobody_else_has_a_say() {
    for (String peer : List.of("203.0.113.5", "192.0.2.2", "2001:db8:2::1", "11.0.0.1")) {
      assertThat(proxies.clientOf(ip(peer), List.of("198.51.100.1", "10.0.0.1")))
          .isEqualTo(ip(peer));
    }
    assertThat(TrustedProxies.NONE.clientOf(ip(PEER), List.of("198.51.100.1"))).isEqualTo(ip(PEER));
  }

  @Tag("T-08")
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "198.51.100.1; 198.51.100.1",
        "1.2.3.4, 198.51.100.1; 198.51.100.1",
        "10.0.0.9, 198.51.100.1; 198.51.100.1",
        "1.2.3.4, 198.51.100.1, 10.0.0.2; 198.51.100.1",
        "1.2.3.4,198.51.100.1,10.0.0.2,192.0.2.1,::1; 198.51.100.1",
        "1.2.3.4, 2001:DB8:2:0::7, 2001:db8:1::1; 2001:db8:2::7",
        "198.51.100.1 \t,\t 10.0.0.2 ; 198.51.100.1"
      })
  void it_is_the_right_most_that_is_no_proxy_of_ours(String line, String expected) {
    assertThat(clientOf(line)).isEqualTo(expected);
  }

  @Tag("T-08")
  @Test
  void if_all_are_proxies_it_is_the_left_most() {
    assertThat(clientOf("10.0.0.7, 10.0.0.8", "192.0.2.1")).isEqualTo("10.0.0.7");
    assertThat(clientOf()).isEqualTo(PEER);
  }

  @Tag("T-09")
  @Test
  void several_lines_are_one_list_in_order() {
    assertThat(clientOf("198.51.100.1", "198.51.100.2")).isEqualTo("198.51.100.2");
    assertThat(clientOf("1.2.3.4, 198.51.100.1", "10.0.0.2")).isEqualTo("198.51.100.1");
    assertThat(clientOf("198.51.100.1", "", " , ", "10.0.0.2,")).isEqualTo("198.51.100.1");
  }

  @Tag("T-09")
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "198.51.100.1:99; 198.51.100.1",
        "198.51.100.1:0; 198.51.100.1",
        "[2001:db8:2::7]:443; 2001:db8:2::7",
        "[2001:db8:2::7]; 2001:db8:2::7",
        "[::FFFF:198.51.100.1]:1; 198.51.100.1",
        "1.2.3.4, 198.51.100.1:5, 10.0.0.2:6; 198.51.100.1"
      })
  void a_port_is_what_some_proxies_add(String line, String expected) {
    assertThat(clientOf(line)).isEqualTo(expected);
  }

  @Tag("T-09")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "_x",
        "for=198.51.100.1",
        "\"198.51.100.1\"",
        "198.51.100.1 x",
        "198.51.100",
        "198.51.100.01",
        "198.51.100.1:",
        "198.51.100.1:x",
        "198.51.100.1:123456",
        "[198.51.100.1]",
        "[::1",
        "::1]",
        "[::1]x",
        "[]",
        "evil.example",
        "localhost",
        "%00",
        "\u00e9",
        "' OR 1=1--",
        "${jndi:ldap://127.0.0.1/a}"
      })
  void an_entry_that_is_no_address_leaves_the_last_proxy_that_is_known(String entry) {
    assertThat(clientOf(entry)).isEqualTo(PEER);
    assertThat(clientOf("198.51.100.1, " + entry + ", 10.0.0.2")).isEqualTo("10.0.0.2");
    assertThat(clientOf(entry + ", 198.51.100.1, 10.0.0.2")).isEqualTo("198.51.100.1");
  }

  @Tag("T-09")
  @Test
  void a_list_may_be_as_long_as_a_header_may_be() {
    assertThat(clientOf("x".repeat(10_240))).isEqualTo(PEER);
    assertThat(clientOf(",".repeat(10_240))).isEqualTo(PEER);
    assertThat(clientOf(String.join(",", Collections.nCopies(1_000, "1.1.1.1"))))
        .isEqualTo("1.1.1.1");
    assertThat(
            clientOf(
                "198.51.100.1," + String.join(",", Collections.nCopies(1_000, "10.0.0.2:65535"))))
        .isEqualTo("198.51.100.1");
  }

  @Tag("T-11")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fe80::1",
        "FE80::1",
        "fe80:0:0:0:0:0:0:1",
        "fe80::1%eth0",
        "fe80::1%1",
        "[fe80::0001]",
        "[fe80::1%eth0.7]:443"
      })
  void each_spelling_of_a_client_is_the_same_client(String entry) {
    assertThat(clientOf(entry)).isEqualTo("fe80::1");
  }

  @Tag("T-11")
  @ParameterizedTest
  @ValueSource(
      strings = {"198.51.100.1", "::ffff:198.51.100.1", "::FFFF:c633:6401", "198.51.100.1:7"})
  void an_address_of_ipv4_is_one_however_it_is_written(String entry) {
    assertThat(clientOf(entry)).isEqualTo("198.51.100.1");
  }

  /// Whoever is no proxy of ours can't choose the address by what it sends: the proxy that it talks
  /// to adds the true one.
  @Tag("T-06")
  @Tag("T-12")
  @Test
  void nothing_that_a_caller_sends_names_somebody_else() {
    var random = new Random(1);
    String[] parts = {
      "10.0.0.2",
      "198.51.100.9",
      ",",
      ", ",
      "unknown",
      "::1",
      "[",
      "]",
      ":",
      "%",
      "\"",
      " ",
      "\t",
      ";"
    };
    for (int i = 0; i < 5_000; i++) {
      var spoofed = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        spoofed.append(parts[random.nextInt(parts.length)]);
      }
      assertThat(clientOf(spoofed + ", 203.0.113.7")).isEqualTo("203.0.113.7");
      assertThat(clientOf(spoofed.toString(), "203.0.113.7", "10.0.0.3")).isEqualTo("203.0.113.7");
    }
  }
}
