package dev.sallyport.adapters.accp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.adapters.accp.Accp.Loaded;
import dev.sallyport.adapters.accp.Accp.NotLoaded;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AccpTest {

  private static boolean isBuiltForThisMachine() {
    return System.getProperty("os.name").equals("Linux")
        && List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
  }

  @Test
  void it_loads_where_it_was_built_for_and_is_not_installed() {
    assumeTrue(isBuiltForThisMachine(), "ACCP IS NOT TESTED: it was not built for this machine");

    assertThat(Accp.load()).isInstanceOf(Loaded.class);
    assertThat(Accp.load()).isSameAs(Accp.load());
    assertThat(Security.getProviders())
        .extracting(Provider::getName)
        .doesNotContain("AmazonCorrettoCryptoProvider");
  }

  @Test
  void both_libraries_are_there() {
    for (String machine : List.of("amd64", "aarch64")) {
      assertThat(
              Accp.class.getResource(
                  "/accp/linux-"
                      + machine
                      + "/com/amazon/corretto/crypto/provider/libamazonCorrettoCryptoProvider.so"))
          .isNotNull();
    }
  }

  @Test
  void there_is_none_for_other_machines() {
    assertThat(Accp.load("Mac OS X", "aarch64"))
        .isEqualTo(new NotLoaded("there is none for Mac OS X on aarch64"));
    assertThat(Accp.load("Linux", "riscv64")).isInstanceOf(NotLoaded.class);
    assertThat(Accp.load("..", "/")).isInstanceOf(NotLoaded.class);
  }

  @Test
  void the_library_of_another_machine_is_an_outcome_and_no_error() {
    String other = System.getProperty("os.arch").equals("aarch64") ? "amd64" : "aarch64";

    assertThat(Accp.load("Linux", other)).isInstanceOf(NotLoaded.class);
  }

  @Test
  void who_lacks_an_algorithm_or_answers_everything_with_yes_fails_it() {
    assertThatThrownBy(() -> ProviderCheck.require(Security.getProvider("SunRsaSign")))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> ProviderCheck.require(new Credulous()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("takes a changed signature");
  }

  /// It takes whatever it is shown.
  private static final class Credulous extends Provider {
    private static final long serialVersionUID = 1;

    Credulous() {
      super("Credulous", "1", "");
      for (String name : List.of("SHA256withRSA", "SHA256withECDSAinP1363Format", "Ed25519")) {
        putService(
            new Service(
                this, "Signature", name, CredulousSignature.class.getName(), null, Map.of()));
      }
    }
  }
}
