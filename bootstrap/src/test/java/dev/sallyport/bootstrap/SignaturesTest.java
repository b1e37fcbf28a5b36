package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.adapters.accp.Accp.Loaded;
import dev.sallyport.adapters.accp.Accp.Loading;
import dev.sallyport.adapters.accp.Accp.NotLoaded;
import dev.sallyport.bootstrap.config.CryptoProvider;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignaturesTest {

  private static final Provider SOME = Security.getProviders()[0];

  private static Loading had() {
    return new Loaded(SOME);
  }

  private static Loading none() {
    return new NotLoaded("there is none");
  }

  private static Loading unasked() {
    throw new AssertionError("it was looked for");
  }

  @Test
  void amazons_provider_is_used_from_the_beginning_where_it_has_to_be() {
    assertThat(new Signatures(CryptoProvider.ACCP, SignaturesTest::had).provider())
        .hasToString("SUN");
  }

  @Test
  void the_server_does_not_start_where_it_has_to_be_and_can_not_be_used() {
    assertThatThrownBy(() -> new Signatures(CryptoProvider.ACCP, SignaturesTest::none))
        .isInstanceOf(CannotStartException.class)
        .hasMessage("crypto.provider: accp can't be used here: there is none; set auto or jdk");
  }

  @Test
  void it_is_not_looked_for_where_it_is_not_wanted_or_there_is_nothing_to_sign_with_it() {
    var jdk = new Signatures(CryptoProvider.JDK, SignaturesTest::unasked);
    jdk.start(true, _ -> {});
    var secret = new Signatures(CryptoProvider.AUTO, SignaturesTest::unasked);
    secret.start(false, _ -> {});

    assertThat(jdk.provider()).hasToString("JDK");
    assertThat(secret.provider()).hasToString("JDK");
  }

  @Test
  void either_will_do_begins_with_the_jdk_and_goes_on_with_the_other_one() throws Exception {
    var begun = new CountDownLatch(1);
    var may = new CountDownLatch(1);
    var auto =
        new Signatures(
            CryptoProvider.AUTO,
            () -> {
              begun.countDown();
              return await(may) ? new Loaded(SOME) : new NotLoaded("nobody let it go on");
            });
    assertThat(auto.provider()).hasToString("JDK");

    Thread looking = auto.start(true, _ -> {}).orElseThrow();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(auto.provider()).hasToString("JDK");
    may.countDown();
    looking.join();

    assertThat(auto.provider()).hasToString("SUN");
  }

  @Test
  void either_will_do_stays_with_the_jdk_where_there_is_no_other() throws Exception {
    var waited = new CopyOnWriteArrayList<Duration>();
    var auto = new Signatures(CryptoProvider.AUTO, SignaturesTest::none);

    auto.start(true, waited::add).orElseThrow().join();
    assertThat(waited).as("the first callers come first").hasSize(1);

    assertThat(auto.provider()).hasToString("JDK");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }
}
