package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CryptoProviderTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"auto,AUTO", "jdk,JDK", "accp,ACCP"})
  void it_takes_three_words(String text, CryptoProvider provider) {
    assertThat(
            new Trial(directory).with(Settings.CRYPTO_PROVIDER, text).config().signing().provider())
        .isEqualTo(provider);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "JDK", "openssl", "jdk,accp"})
  void it_takes_no_other(String text) {
    assertThat(new Trial(directory).with(Settings.CRYPTO_PROVIDER, text).problem())
        .startsWith("crypto.provider: got ")
        .endsWith(
            "; takes who computes RS256, ES256 and Ed25519 signatures: jdk; accp, Amazon's"
                + " provider, or the start fails; or auto: accp where it can be used, else jdk");
  }
}
