package dev.sallyport.adapters.gate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Base64UrlTest {

  @ParameterizedTest
  @CsvSource({"'',''", "f,Zg", "fo,Zm8", "foo,Zm9v", "foob,Zm9vYg", "fooba,Zm9vYmE"})
  void the_vectors_of_rfc_4648_hold_without_padding(String plain, String encoded) {
    assertThat(Base64Url.encode(plain.getBytes(US_ASCII))).isEqualTo(encoded);
    assertThat(Base64Url.decode(encoded)).isEqualTo(plain.getBytes(US_ASCII));
  }

  @Test
  void bytes_come_back_as_they_went() {
    var random = new Random(1);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Base64Url.decode(Base64Url.encode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void of_all_short_texts_exactly_one_stands_for_each_sequence_of_bytes() {
    int oneByte = 0;
    int twoBytes = 0;
    for (char a = 0; a < 128; a++) {
      for (char b = 0; b < 128; b++) {
        oneByte += Base64Url.decode("" + a + b) == null ? 0 : 1;
        for (char c = 0; c < 128; c++) {
          twoBytes += Base64Url.decode("" + a + b + c) == null ? 0 : 1;
        }
      }
    }
    assertThat(oneByte).isEqualTo(1 << 8);
    assertThat(twoBytes).isEqualTo(1 << 16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "Zg=",
        "Zg==",
        "Zm8=",
        "=",
        "====",
        "Zh",
        "Zm9",
        "+/+/",
        " Zm9v",
        "Zm9v\n",
        "Zm\r\n9v",
        "Zm9v.",
        "Zm9é",
        "Zm9\u0141",
        "Zm9\uff41",
        "Zm9vZ"
      })
  void any_other_text_is_refused(String text) {
    assertThat(Base64Url.decode(text)).isNull();
  }
}
