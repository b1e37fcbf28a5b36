package dev.sallyport.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import dev.sallyport.domain.password.PasswordHash;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class UserTest {

  private static final PasswordHash HASH = new PasswordHash("{plain}one");
  private static final PasswordHash OTHER_HASH = new PasswordHash("{plain}other");
  private static final Roles READER = new Roles(List.of(new Role("reader")));

  private final User alice =
      User.create(Sample.ALICE, new Username("alice"), HASH, READER, Sample.NOW);

  @Test
  void a_new_user_is_enabled_and_need_not_change_the_password() {
    assertThat(alice)
        .isEqualTo(
            new User(
                Sample.ALICE,
                new Username("alice"),
                HASH,
                1,
                Optional.empty(),
                READER,
                false,
                Sample.NOW,
                1));
    assertThat(alice.mustChangePassword()).isFalse();
    assertThat(alice.passwordHasExpired(Sample.NOW.plusSeconds(1L << 40))).isFalse();
  }

  @Test
  void every_change_raises_the_version_and_changes_one_thing() {
    assertThat(alice.renamed(new Username("alicia"))).isEqualTo(with("alicia", READER, false));
    assertThat(alice.withRoles(Roles.NONE)).isEqualTo(with("alice", Roles.NONE, false));
    assertThat(alice.disable()).isEqualTo(with("alice", READER, true));
    assertThat(alice.disable().enable().disabled()).isFalse();
    assertThat(alice.disable().enable().version()).isEqualTo(3);
  }

  private User with(String name, Roles roles, boolean disabled) {
    return new User(
        alice.id(), new Username(name), HASH, 1, Optional.empty(), roles, disabled, Sample.NOW, 2);
  }

  @Test
  void a_rehash_changes_nothing_that_anything_depends_on() {
    User rehashed = alice.rehashed(OTHER_HASH);

    assertThat(rehashed.version()).isEqualTo(alice.version());
    assertThat(rehashed.passwordHash()).isEqualTo(OTHER_HASH);
  }

  @Test
  void a_change_of_the_password_raises_its_version_and_nothing_else_does() {
    assertThat(alice.withPassword(OTHER_HASH).passwordVersion()).isEqualTo(2);
    assertThat(alice.withTemporaryPassword(OTHER_HASH, Sample.NOW).passwordVersion()).isEqualTo(2);
    assertThat(alice.rehashed(OTHER_HASH).passwordVersion()).isEqualTo(1);
    assertThat(alice.withRoles(Roles.NONE).disable().enable().passwordVersion()).isEqualTo(1);
  }

  @Test
  void what_was_verified_holds_until_the_hash_changes_or_the_user_is_disabled() {
    assertThat(alice.stillAccepts(HASH)).isTrue();
    assertThat(alice.withRoles(Roles.NONE).renamed(new Username("b")).stillAccepts(HASH)).isTrue();
    assertThat(alice.withPassword(OTHER_HASH).stillAccepts(HASH)).isFalse();
    assertThat(alice.disable().stillAccepts(HASH)).isFalse();
  }

  @Test
  void a_temporary_password_must_be_changed_and_runs_out_at_its_instant() {
    var until = Sample.NOW.plusSeconds(60);
    User temporary = alice.withTemporaryPassword(OTHER_HASH, until);

    assertThat(temporary.mustChangePassword()).isTrue();
    assertThat(temporary.passwordHasExpired(until.minusMillis(1))).isFalse();
    assertThat(temporary.passwordHasExpired(until)).isTrue();
    assertThat(temporary.rehashed(HASH).mustChangePassword()).isTrue();
    assertThat(temporary.withPassword(HASH).mustChangePassword()).isFalse();
    assertThat(temporary.withPassword(HASH).version()).isEqualTo(3);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void a_user_id_is_a_random_uuid_of_version_4(@ForAll @Size(16) byte[] random) {
    UserId id = UserId.create(random);

    assertThat(id.value().version()).isEqualTo(4);
    assertThat(id.value().variant()).isEqualTo(2);
    assertThat(UserId.parse(id.text())).contains(id);
  }

  @Test
  void a_user_id_keeps_122_of_its_random_bits() {
    byte[] ones = new byte[16];
    Arrays.fill(ones, (byte) 0xFF);

    assertThat(UserId.create(ones).text()).isEqualTo("ffffffff-ffff-4fff-bfff-ffffffffffff");
    assertThat(UserId.create(new byte[16]).text())
        .isEqualTo("00000000-0000-4000-8000-000000000000");
    assertThatIllegalArgumentException().isThrownBy(() -> UserId.create(new byte[15]));
  }

  @Test
  void a_user_id_has_one_spelling() {
    assertThat(UserId.parse(Sample.ALICE.text().toUpperCase(Locale.ROOT))).isEmpty();
    assertThat(UserId.parse("1-1-1-1-1")).isEmpty();
  }
}
