package dev.sallyport.adapters.bcrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Adopted;
import dev.sallyport.application.port.PasswordHasher.Differs;
import dev.sallyport.application.port.PasswordHasher.Hashed;
import dev.sallyport.application.port.PasswordHasher.Matches;
import dev.sallyport.application.port.PasswordHasher.NoCapacity;
import dev.sallyport.application.port.PasswordHasher.NotAdopted;
import dev.sallyport.application.port.PasswordHasher.Objection;
import dev.sallyport.application.port.PasswordHasherContract;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BcryptPasswordHasherTest extends PasswordHasherContract {

  private static final Password PASSWORD = new Password("correct horse battery");
  private static final RootSecret FIRST = root(1, 0);
  private static final RootSecret SECOND = root(2, 100);

  // Computed by libxcrypt and Python's hmac, with FIRST as root secret.
  private static final String SALT = "abcdefghijklmnopqrstuu";
  private static final String DIGEST_4 = "9PId.tq9aIkoafj6RipiUyBRfNkkzZe";
  private static final String DIGEST_10 = "JMT7Mu85YlhVN0aROj/.8Qn1ZIL5JLe";
  private static final String DIGEST_11 = "Fe5bBsDbTAqVpyDewpUQVrV41vxoMsa";
  private static final String UNPEPPERED_11 = "IbSMeOZ5IeAlJHgZjMm5O/3dmsJMZiC";
  private static final String UNPEPPERED_4 = "qREtd3VJD2QVZbuFskFSLk6eRIrQoOS";

  /// What a bcrypt that only counts its rounds makes of everything.
  private static final String EVERY_DIGEST = ".".repeat(31);

  // Where System.Logger ends when nothing else is on the class path. Kept here: a logger that
  // nobody
  // holds may be collected.
  private static final Logger LOG = Logger.getLogger(BcryptPasswordHasher.class.getName());

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord warning) {
          warnings.add(warning.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final BcryptPasswordHasher hasher = hasher(10, FIRST);

  @Override
  protected PasswordHasher hasher() {
    return hasher;
  }

  @Override
  protected String foreign() {
    return "$2y$04$" + SALT + UNPEPPERED_4;
  }

  @Override
  protected String tooCostly() {
    return "$2y$11$" + SALT + UNPEPPERED_4;
  }

  @BeforeEach
  void listen() {
    LOG.setUseParentHandlers(false);
    LOG.addHandler(recorder);
  }

  @AfterEach
  void close() {
    LOG.removeHandler(recorder);
    hasher.close();
  }

  @Tag("ASVS-11.2.2")
  @Tag("ASVS-11.4.2")
  @Test
  void a_hash_names_its_scheme_its_root_secret_and_its_cost() {
    assertThat(hashOf(hasher)).matches("\\{bcrypt-hmac:1}\\$2a\\$10\\$[./A-Za-z0-9]{53}");
  }

  @Tag("ASVS-6.2.8")
  @Tag("ASVS-6.2.9")
  @ParameterizedTest
  @ValueSource(ints = {54, 71, 72, 1023})
  void the_last_character_counts_whatever_the_length(int before) {
    var hash = ((Hashed) hasher.hash(new Password("x".repeat(before) + "B"))).hash();

    assertThat(hasher.verify(new Password("x".repeat(before) + "B"), hash))
        .isEqualTo(new Matches(false));
    assertThat(hasher.verify(new Password("x".repeat(before) + "C"), hash))
        .isEqualTo(new Differs());
    assertThat(hasher.verify(new Password("x".repeat(before)), hash)).isEqualTo(new Differs());
  }

  /// OWASP ASVS 5.0, 6.2.9.
  @Test
  void sixty_four_characters_of_four_bytes_count_to_the_last() {
    String long64 = "\ud83d\ude00".repeat(63);
    var hash = ((Hashed) hasher.hash(new Password(long64 + "\ud83d\ude01"))).hash();

    assertThat(hasher.verify(new Password(long64 + "\ud83d\ude01"), hash))
        .isEqualTo(new Matches(false));
    assertThat(hasher.verify(new Password(long64 + "\ud83d\ude02"), hash)).isEqualTo(new Differs());
  }

  @Test
  void two_ways_to_write_one_letter_are_two_passwords() {
    var hash = ((Hashed) hasher.hash(new Password("p\u00e4ssword of mine"))).hash();

    assertThat(hasher.verify(new Password("pa\u0308ssword of mine"), hash))
        .isEqualTo(new Differs());
  }

  @Test
  void the_decoy_looks_like_any_hash_and_stays_the_same() {
    assertThat(hasher.decoy().text()).matches("\\{bcrypt-hmac:1}\\$2a\\$10\\$[./A-Za-z0-9]{53}");
    assertThat(hasher.decoy()).isEqualTo(hasher.decoy());
  }

  @Test
  void one_password_twice_makes_two_hashes() {
    assertThat(hashOf(hasher)).isNotEqualTo(hashOf(hasher));
  }

  @Tag("ASVS-11.2.1")
  @Test
  void another_implementation_computes_the_same_hash() {
    assertThat(verify("{bcrypt-hmac:1}$2a$10$" + SALT + DIGEST_10)).isEqualTo(new Matches(false));
  }

  @Test
  void a_hash_under_an_older_root_secret_verifies_and_is_outdated() {
    try (var rotated = hasher(10, FIRST, SECOND)) {
      var old = new PasswordHash("{bcrypt-hmac:1}$2a$10$" + SALT + DIGEST_10);

      assertThat(rotated.verify(PASSWORD, old)).isEqualTo(new Matches(true));
      assertThat(hashOf(rotated)).startsWith("{bcrypt-hmac:2}");
    }
  }

  @Test
  void the_pepper_counts() {
    try (var other = hasher(10, root(1, 50))) {
      var hash = new PasswordHash("{bcrypt-hmac:1}$2a$10$" + SALT + DIGEST_10);

      assertThat(other.verify(PASSWORD, hash)).isEqualTo(new Differs());
    }
  }

  @Test
  void a_lower_cost_is_outdated_and_a_higher_one_is_not() {
    assertThat(verify("{bcrypt-hmac:1}$2a$04$" + SALT + DIGEST_4)).isEqualTo(new Matches(true));
    assertThat(verify("{bcrypt-hmac:1}$2a$11$" + SALT + DIGEST_11)).isEqualTo(new Matches(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2a", "2b", "2y"})
  void an_imported_hash_verifies_and_is_outdated(String variant) {
    String stored = "{bcrypt}$" + variant + "$04$" + SALT + UNPEPPERED_4;

    assertThat(verify(stored)).isEqualTo(new Matches(true));
    assertThat(hasher.verify(new Password("another"), new PasswordHash(stored)))
        .isEqualTo(new Differs());
  }

  @Test
  void an_imported_hash_takes_the_72_bytes_that_bcrypt_takes_and_not_one_more() {
    var ascii = new PasswordHash("{bcrypt}$2b$04$" + SALT + "bzadhGtS2zEF.gu0yd0opP6cVzb.e0i");
    var umlauts = new PasswordHash("{bcrypt}$2b$04$" + SALT + "Ag/vhymG.zjfOvPuw7BgQPjbFV1.SQW");

    assertThat(hasher.verify(new Password("x".repeat(72)), ascii)).isEqualTo(new Matches(true));
    assertThat(hasher.verify(new Password("x".repeat(73)), ascii)).isEqualTo(new Differs());
    assertThat(hasher.verify(new Password("ä".repeat(36)), umlauts)).isEqualTo(new Matches(true));
    assertThat(hasher.verify(new Password("ä".repeat(36) + "b"), umlauts)).isEqualTo(new Differs());
  }

  @Test
  void an_imported_salt_with_unused_bits_set_verifies() {
    // The last character of a salt has two bits of meaning: u and v are one.
    String stored = "{bcrypt}$2a$04$abcdefghijklmnopqrstuv" + UNPEPPERED_4;

    assertThat(verify(stored)).isEqualTo(new Matches(true));
  }

  @Test
  void an_unpeppered_hash_does_not_pass_for_a_peppered_one_nor_the_other_way() {
    assertThat(verify("{bcrypt-hmac:1}$2a$04$" + SALT + UNPEPPERED_4)).isEqualTo(new Differs());
    assertThat(verify("{bcrypt}$2a$04$" + SALT + DIGEST_4)).isEqualTo(new Differs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{bcrypt}",
        "{bcrypt} ",
        "{bcrypt}$",
        "{bcrypt}$2",
        "{bcrypt}$2a$",
        "{bcrypt}$2a$04$",
        "{bcrypt}$2$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2x$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$3a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoO",
        "{bcrypt}$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOSx",
        "{bcrypt}$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS\n",
        "{bcrypt}$2a$04$abcdefghijklmnopqrst=uqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$٠٤$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$4$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$00$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$03$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$-1$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$16$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$30$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt}$2a$31$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{BCRYPT}$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS",
        "{bcrypt-hmac}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:0}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:01}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:-1}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:3}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:256}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{bcrypt-hmac:99999999999}$2a$04$abcdefghijklmnopqrstuu9PId.tq9aIkoafj6RipiUyBRfNkkzZe",
        "{argon2id}$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b7dWA",
      })
  void garbage_differs_and_is_reported_without_being_quoted(String stored) {
    assertThat(verify(stored)).isEqualTo(new Differs());
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("unreadable")
        .doesNotContain("$", new PasswordHash(stored).scheme() + "}");
  }

  @Test
  void a_wrong_password_is_nothing_to_report() {
    hasher.verify(new Password("another"), hasher.decoy());
    hasher.verify(
        new Password("x".repeat(73)), new PasswordHash("{bcrypt}$2a$04$" + SALT + UNPEPPERED_4));

    assertThat(warnings).isEmpty();
  }

  @Tag("ASVS-11.4.2")
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 4, 9, 15, 31})
  void a_cost_out_of_range_is_refused(int cost) {
    assertThatThrownBy(() -> hasher(cost, FIRST)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void no_thread_at_all_is_refused() {
    assertThatThrownBy(() ->
            new BcryptPasswordHasher(10, 0, RootSecrets.of(List.of(FIRST)), new SeededSecrets(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Tag("ASVS-6.3.8")
  @Test
  @Tag("T-17")
  @Tag("T-18")
  void every_verification_does_exactly_the_rounds_of_the_configured_cost() {
    Stream.of(
            PASSWORD,
            new Password("another"),
            new Password("x".repeat(72)),
            new Password("x".repeat(73)),
            new Password("ä".repeat(37)),
            new Password("x".repeat(1024)))
        .forEach(password ->
            Stream.of(
                    hasher.decoy().text(),
                    "{bcrypt-hmac:1}$2a$10$" + SALT + DIGEST_10,
                    "{bcrypt-hmac:1}$2a$10$" + SALT + EVERY_DIGEST,
                    "{bcrypt-hmac:1}$2a$04$" + SALT + DIGEST_4,
                    "{bcrypt-hmac:9}$2a$10$" + SALT + DIGEST_10,
                    "{bcrypt}$2a$04$" + SALT + UNPEPPERED_4,
                    "{bcrypt}$2b$08$" + SALT + UNPEPPERED_4,
                    "{bcrypt}$2y$10$" + SALT + EVERY_DIGEST,
                    "{bcrypt}$2x$10$" + SALT + UNPEPPERED_4,
                    "{bcrypt}$2b$30$" + SALT + UNPEPPERED_4,
                    "{bcrypt}garbage",
                    "{unheard-of}")
                .forEach(stored ->
                    assertThat(roundsOf(password, stored))
                        .as("%s, %d bytes", stored, password.utf8().length)
                        .isEqualTo(1 << 10)));
  }

  @Test
  void a_stored_hash_of_a_higher_cost_takes_its_own_rounds_and_is_not_made_anew() {
    String peppered = "{bcrypt-hmac:1}$2a$11$" + SALT + DIGEST_11;

    assertThat(roundsOf(PASSWORD, peppered)).isEqualTo(1 << 11);
    assertThat(verify(peppered)).isEqualTo(new Matches(false));
  }

  @Test
  void a_new_hash_takes_the_rounds_of_the_configured_cost() {
    var rounds = new AtomicLong();
    try (var counting = counting(rounds)) {
      counting.hash(PASSWORD);
    }

    assertThat(rounds.get()).isEqualTo(1 << 10);
  }

  /// How many rounds a verification asks bcrypt for, which does not really do them here.
  private long roundsOf(Password password, String stored) {
    var rounds = new AtomicLong();
    try (var counting = counting(rounds)) {
      counting.verify(password, new PasswordHash(stored));
    }
    return rounds.get();
  }

  private static BcryptPasswordHasher counting(AtomicLong rounds) {
    return new BcryptPasswordHasher(
        10,
        1,
        RootSecrets.of(List.of(FIRST)),
        new SeededSecrets(1),
        (_, setting) -> {
          rounds.addAndGet(1L << Integer.parseInt(setting.substring(4, 6)));
          return setting + EVERY_DIGEST;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"2a", "2b", "2y"})
  void a_foreign_hash_of_a_good_kind_is_adopted_as_it_is(String kind) {
    String foreign = "$" + kind + "$10$" + SALT + UNPEPPERED_4;

    assertThat(hasher.adopt(foreign))
        .isEqualTo(new Adopted(new PasswordHash("{bcrypt}" + foreign)));
  }

  @ParameterizedTest
  @CsvSource({
    "$2x$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, BROKEN_KIND",
    "$2$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, BROKEN_KIND",
    "$2z$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, UNKNOWN_KIND",
    "{bcrypt}$2a$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, UNKNOWN_KIND",
    "$apr1$salt$hash, UNKNOWN_KIND",
    "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=, UNKNOWN_KIND",
    "*, UNKNOWN_KIND",
    "$2a$, MALFORMED",
    "$2a$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoO, MALFORMED",
    "$2a$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOSx, MALFORMED",
    "$2a$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQo+S, MALFORMED",
    "$2a$03$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, MALFORMED",
    "$2a$32$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, MALFORMED",
    // no key has a hash that ends so: bcrypt never sets the last two bits
    "$2a$10$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOT, MALFORMED",
    "$2a$11$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, TOO_COSTLY",
    "$2a$31$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS, TOO_COSTLY",
  })
  void any_other_foreign_hash_is_not_adopted(String foreign, Objection objection) {
    assertThat(hasher.adopt(foreign)).isEqualTo(new NotAdopted(objection));
  }

  @Test
  void a_higher_cost_than_the_configured_one_is_never_lowered() {
    // An operator lowered the setting after these were made, or a new root secret came since.
    String imported = "{bcrypt}$2a$11$" + SALT + UNPEPPERED_11;
    String peppered = "{bcrypt-hmac:1}$2a$11$" + SALT + DIGEST_11;
    try (var rotated = hasher(10, FIRST, SECOND)) {
      assertThat(verify(imported)).isEqualTo(new Matches(false));
      assertThat(rotated.verify(PASSWORD, new PasswordHash(peppered)))
          .isEqualTo(new Matches(false));
    }
  }

  @Test
  void a_closed_hasher_has_no_capacity() {
    hasher.close();

    assertThat(hasher.hash(PASSWORD)).isEqualTo(new NoCapacity(Duration.ofSeconds(2)));
    assertThat(hasher.verify(PASSWORD, hasher.decoy()))
        .isEqualTo(new NoCapacity(Duration.ofSeconds(2)));
  }

  private PasswordHasher.Verification verify(String stored) {
    return hasher.verify(PASSWORD, new PasswordHash(stored));
  }

  private static String hashOf(PasswordHasher hasher) {
    return ((Hashed) hasher.hash(PASSWORD)).hash().text();
  }

  private static BcryptPasswordHasher hasher(int cost, RootSecret... roots) {
    return new BcryptPasswordHasher(cost, 1, RootSecrets.of(List.of(roots)), new SeededSecrets(1));
  }

  private static RootSecret root(int number, int firstByte) {
    byte[] bytes = new byte[RootSecret.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (firstByte + i);
    }
    return new RootSecret(number, SecretBytes.copyOf(bytes));
  }
}
