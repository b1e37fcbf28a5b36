package dev.sallyport.application.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.PasswordHasher.Adopted;
import dev.sallyport.application.port.PasswordHasher.Differs;
import dev.sallyport.application.port.PasswordHasher.Hashed;
import dev.sallyport.application.port.PasswordHasher.Matches;
import dev.sallyport.application.port.PasswordHasher.NotAdopted;
import dev.sallyport.application.port.PasswordHasher.Objection;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import org.junit.jupiter.api.Test;

/// What every [PasswordHasher] promises.
public abstract class PasswordHasherContract {

  private static final Password RIGHT = new Password("correct horse battery staple");

  protected abstract PasswordHasher hasher();

  /// A hash of `correct horse battery` as another program makes it.
  protected abstract String foreign();

  /// The same, of a cost that is higher than that of [#hasher()].
  protected abstract String tooCostly();

  private PasswordHash hashOf(Password password) {
    return ((Hashed) hasher().hash(password)).hash();
  }

  @Test
  void a_password_matches_its_own_fresh_hash() {
    assertThat(hasher().verify(RIGHT, hashOf(RIGHT))).isEqualTo(new Matches(false));
  }

  @Test
  void another_password_differs() {
    PasswordHash hash = hashOf(RIGHT);

    assertThat(hasher().verify(new Password("correct horse battery stapl"), hash))
        .isEqualTo(new Differs());
    assertThat(hasher().verify(new Password("Correct horse battery staple"), hash))
        .isEqualTo(new Differs());
    assertThat(hasher().verify(new Password("correct horse battery staple "), hash))
        .isEqualTo(new Differs());
  }

  @Test
  void passwords_that_differ_after_72_bytes_differ() {
    String long72 = "A".repeat(72);
    PasswordHash hash = hashOf(new Password(long72 + "B"));

    assertThat(hasher().verify(new Password(long72 + "C"), hash)).isEqualTo(new Differs());
    assertThat(hasher().verify(new Password(long72), hash)).isEqualTo(new Differs());
    assertThat(hasher().verify(new Password(long72 + "B"), hash)).isEqualTo(new Matches(false));
  }

  @Test
  void no_password_matches_the_decoy() {
    PasswordHash decoy = hasher().decoy();

    assertThat(hasher().verify(RIGHT, decoy)).isEqualTo(new Differs());
    assertThat(hasher().verify(new Password(decoy.text()), decoy)).isEqualTo(new Differs());
  }

  @Test
  void the_text_of_a_hash_is_no_password_for_it() {
    PasswordHash hash = hashOf(RIGHT);

    assertThat(hasher().verify(new Password(hash.text()), hash)).isEqualTo(new Differs());
  }

  @Test
  void a_hash_of_an_unknown_scheme_differs() {
    assertThat(hasher().verify(RIGHT, new PasswordHash("{rot13}pbeerpg"))).isEqualTo(new Differs());
  }

  @Test
  void an_adopted_hash_verifies_and_is_to_be_made_anew() {
    PasswordHash adopted = ((Adopted) hasher().adopt(foreign())).hash();

    assertThat(hasher().verify(new Password("correct horse battery"), adopted))
        .isEqualTo(new Matches(true));
    assertThat(hasher().verify(RIGHT, adopted)).isEqualTo(new Differs());
  }

  @Test
  void a_hash_that_costs_more_than_ours_is_not_adopted() {
    assertThat(hasher().adopt(tooCostly())).isEqualTo(new NotAdopted(Objection.TOO_COSTLY));
  }

  @Test
  void what_is_no_hash_is_not_adopted() {
    assertThat(hasher().adopt("")).isInstanceOf(NotAdopted.class);
    assertThat(hasher().adopt("correct horse battery")).isInstanceOf(NotAdopted.class);
    assertThat(hasher().adopt(hashOf(RIGHT).text())).isInstanceOf(NotAdopted.class);
  }
}
