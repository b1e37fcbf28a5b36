package dev.sallyport.domain.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitKeysTest {

  private static final LimitName NAME = LimitName.LOGIN_PER_ADDRESS;
  private static final Username ALICE = new Username("alice");
  private static final ClientAddress HOME = new ClientAddress("203.0.113.7");

  private final LimitKeys keys = new LimitKeys(Sample.ROOTS);

  private LimitKey of(String address) {
    return keys.of(NAME, new ClientAddress(address));
  }

  @ParameterizedTest
  @Tag("T-10")
  @Tag("T-11")
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff",
    "2001:db8:1:2::1, 2001:DB8:1:2:0:0:0:1",
    "2001:db8:1:2::1, 2001:0db8:0001:0002:0000:0000:0000:0001",
    "2001:db8::, 2001:db8:0:0:1::",
    "::ffff:203.0.113.7, 203.0.113.7",
    "::FFFF:203.0.113.7, 203.0.113.7",
    "0:0:0:0:0:ffff:cb00:7107, 203.0.113.7",
  })
  void one_party_counts_once_however_it_spells_its_address(String one, String other) {
    assertThat(of(one)).isEqualTo(of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:3::1",
    "203.0.113.7, 203.0.113.8",
    "203.0.113.7, 2001:db8::",
    "-, 203.0.113.7",
  })
  void two_parties_count_each_for_itself(String one, String other) {
    assertThat(of(one)).isNotEqualTo(of(other));
  }

  @Test
  void each_limit_each_user_and_each_browser_has_a_count_of_its_own() {
    var devices = new DeviceTokens(Sample.ROOTS);
    var user = User.create(Sample.ALICE, ALICE, new PasswordHash("{x}y"), Roles.NONE, Sample.NOW);
    var phone =
        devices.issue(
            user, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, Sample.NOW);
    var laptop =
        devices.issue(
            user, new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, Sample.NOW);
    var bob = new Username("bob");
    List<LimitKey> all =
        List.of(
            keys.of(LimitName.LOGIN_PER_ADDRESS, HOME),
            keys.of(LimitName.REFRESH_PER_ADDRESS, HOME),
            keys.of(LimitName.LOGIN_FAILURES, ALICE),
            keys.of(LimitName.LOGIN_FAILURES, bob),
            keys.of(LimitName.LOGIN_FAILURES, ALICE, HOME),
            keys.of(LimitName.LOGIN_FAILURES, bob, HOME),
            keys.of(LimitName.LOGIN_FAILURES, ALICE, new ClientAddress("203.0.113.8")),
            keys.of(LimitName.LOGIN_FAILURES, ALICE, phone),
            keys.of(LimitName.LOGIN_FAILURES, ALICE, laptop),
            keys.of(LimitName.LOGIN_FAILURES, bob, laptop),
            keys.of(LimitName.REFRESH_PER_SESSION, Sample.SESSION_ID));

    Set<List<Long>> macs = new HashSet<>();
    all.forEach(key -> macs.add(List.of(key.high(), key.low())));
    assertThat(macs).hasSize(all.size());
  }

  @Test
  @Tag("L-06")
  void who_does_not_know_the_root_secret_cannot_tell_the_key() {
    var others = new LimitKeys(RootSecrets.of(List.of(Sample.root(1, 0x33))));

    assertThat(others.of(NAME, HOME)).isNotEqualTo(keys.of(NAME, HOME));
  }
}
