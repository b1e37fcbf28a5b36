package dev.sallyport.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.http.TrustedProxies;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.bootstrap.config.ConfigReader.Told;
import dev.sallyport.domain.key.SigningAlgorithm;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.throttle.Backoff;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds while nothing is set (contract, section 7).
class DefaultsTest {

  @TempDir Path directory;
  Config config;

  @BeforeEach
  void read_with_nothing_set() {
    config = new Trial(directory).config();
  }

  @Test
  void it_listens_on_this_machine_alone_on_port_8080() {
    assertThat(config.web().listen())
        .isEqualTo(new Listen(InetAddress.ofLiteral("127.0.0.1"), 8080));
  }

  @Test
  void metrics_and_health_are_on_this_machine_alone_on_port_9090() {
    assertThat(config.web().adminListen())
        .contains(new Listen(InetAddress.ofLiteral("127.0.0.1"), 9090));
  }

  @Test
  void browsers_see_localhost_with_the_bound_port() {
    assertThat(config.web().publicUrlAt(40_123).text()).isEqualTo("http://localhost:40123");
  }

  @Test
  void each_spelling_of_this_machine_is_our_own_origin() {
    assertThat(config.web().ownOriginsAt(8080))
        .extracting(Origin::text)
        .containsExactly("http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080");
  }

  @Test
  void issuer_and_audience_are_the_public_url() {
    var policy = config.accessPolicyAt(8080);
    assertThat(policy.issuer()).isEqualTo("http://localhost:8080");
    assertThat(policy.audience()).isEqualTo("http://localhost:8080");
  }

  @Test
  void there_is_no_demo() {
    assertThat(config.web().demo()).isFalse();
  }

  @Test
  void the_client_is_called_sallyport() {
    assertThat(config.accessPolicyAt(8080).clientId()).isEqualTo("sallyport");
  }

  @Test
  void everything_is_kept_in_data() {
    assertThat(config.storage().directory()).isEqualTo(directory.resolve("data"));
  }

  @Test
  void the_database_is_a_file_in_data_that_four_connections_read() {
    assertThat(config.storage().database())
        .isEqualTo(new DatabaseSettings.Sqlite(directory.resolve("data/sallyport.db"), 4));
  }

  @Test
  void the_master_key_is_made() {
    assertThat(config.storage().masterKey()).isEmpty();
  }

  @Test
  void tokens_are_signed_with_rs256_by_a_key_that_is_made() {
    assertThat(config.signing().algorithm()).isEqualTo(SigningAlgorithm.RS256);
    assertThat(config.signing().hs256Secret()).isEmpty();
  }

  @Test
  void signatures_are_computed_by_whoever_is_fastest() {
    assertThat(config.signing().provider()).isEqualTo(CryptoProvider.AUTO);
  }

  @Test
  void an_access_token_lives_fifteen_minutes() {
    assertThat(config.sessions().accessTtl()).isEqualTo(Duration.ofMinutes(15));
    assertThat(config.accessPolicyAt(8080).ttl()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void a_refresh_token_lives_seven_days() {
    assertThat(config.sessions().refreshTtl()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void a_session_lives_thirty_days() {
    assertThat(config.sessions().sessionMax()).isEqualTo(Duration.ofDays(30));
  }

  @Test
  void a_lost_answer_can_be_asked_for_again_for_fifteen_minutes() {
    assertThat(config.sessions().retryWindow()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void there_is_no_leeway() {
    assertThat(config.sessions().leeway()).isZero();
  }

  @Test
  void a_user_has_twenty_sessions() {
    assertThat(config.sessions().maxPerUser()).isEqualTo(20);
  }

  @Test
  void the_lives_are_those_of_the_domain() {
    assertThat(config.sessions()).isEqualTo(SessionPolicy.DEFAULT);
  }

  @Test
  void no_other_origin_is_allowed() {
    assertThat(config.web().allowedOrigins()).isEmpty();
  }

  @Test
  void no_proxy_is_trusted() {
    assertThat(config.web().trustedProxies()).isSameAs(TrustedProxies.NONE);
  }

  @Test
  void passwords_have_fifteen_characters_and_cost_twelve() {
    assertThat(config.passwords().minLength()).isEqualTo(15);
    assertThat(config.passwords().bcryptCost()).isEqualTo(12);
  }

  @Test
  void nothing_is_shared() {
    assertThat(config.redis()).isEmpty();
  }

  @Test
  void the_limits_are_those_of_the_contract() {
    assertThat(config.limits())
        .isEqualTo(
            LimitPolicy.of(
                new Limit(20, Duration.ofMinutes(1)),
                5,
                new Limit(30, Duration.ofMinutes(1)),
                new Limit(300, Duration.ofMinutes(1))));
    assertThat(config.limits().loginFailures())
        .isEqualTo(
            new Backoff(5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofDays(1)));
    assertThat(config.limits().loginFailuresPerDay()).isEqualTo(new Limit(45, Duration.ofDays(1)));
    assertThat(config.limits().loginFailuresOfDevice()).isEqualTo(new Limit(5, Duration.ofDays(1)));
  }

  @Test
  void every_default_is_shown_as_such() {
    Map<String, String> shown =
        new Trial(directory)
            .configured().told().stream()
                .peek(told -> assertThat(told.source()).isEqualTo("default"))
                .collect(Collectors.toMap(Told::name, Told::value));
    assertThat(shown)
        .hasSameSizeAs(Settings.ALL)
        .containsEntry("listen", "127.0.0.1:8080")
        .containsEntry("public-url", "http://localhost and the port")
        .containsEntry("master-key", "made in data.dir")
        .containsEntry("allowed-origins", "none");
  }
}
