package dev.sallyport.adapters.bcrypt;

import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.domain.key.RootSecret;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mindrot.jbcrypt.BCrypt;

/// Passwords hashed as `bcrypt(base64(HMAC-SHA-384(K_pepper, UTF-8)))`, stored as
/// `{bcrypt-hmac:ROOT}$2a$12$…` (contract, section 5).
///
/// What bcrypt sees has 64 characters whatever the password is, so that neither its cut at 72 bytes
/// nor its trouble with NUL is ever met, and a stolen database without the master key is of no use.
/// Bare `{bcrypt}` hashes from elsewhere verify too, and are outdated, as are those under an older
/// root secret; but never one of a higher cost, which a new hash would lower.
///
/// Every verification does the work of the configured cost: a cheaper hash, one that can't be read
/// and a password that bcrypt could not take whole are padded up to it. Only a hash of a higher
/// cost (left over when an operator lowers the setting, for none is imported) takes longer.
public final class BcryptPasswordHasher implements PasswordHasher, AutoCloseable {

  /// The least cost that may be configured (OWASP ASVS 5.0, appendix C).
  public static final int LEAST_COST = 10;

  /// The greatest cost that may be configured.
  public static final int GREATEST_COST = 14;

  /// How long a caller waits for its turn (contract, section 6).
  public static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(BcryptPasswordHasher.class.getName());

  private static final String IMPORTED = "bcrypt";
  private static final Pattern KNOWN_KINDS = Pattern.compile("\\$2[aby]\\$");

  /// `2x` is a bug of PHP's under a name of its own, and `2` has no terminator.
  private static final Pattern BROKEN_KINDS = Pattern.compile("\\$2x?\\$");

  private static final int HIGHEST_COST_OF_BCRYPT = 31;
  private static final Pattern PEPPERED = Pattern.compile("bcrypt-hmac:([1-9]\\d{0,2})");

  /// About what cost 12 takes on a core of today, broken down; corrected by the first hashes.
  private static final Duration GUESS_PER_ROUND = Duration.ofNanos(65_000);

  private static final BcryptText DUMMY =
      new BcryptText(BcryptText.LEAST_COST, ".".repeat(22), ".".repeat(31));

  private final int cost;
  private final RootSecrets roots;
  private final SecretGenerator secrets;
  private final Bcrypt bcrypt;
  private final HashingPermits permits;
  private final PasswordHash decoy;

  /// @param cost the binary logarithm of the work, 10 to 14
  /// @param threads how many hashes are made at once, at least 1: one a core
  /// @throws IllegalArgumentException if the cost or the number of threads is out of its range
  public BcryptPasswordHasher(int cost, int threads, RootSecrets roots, SecretGenerator secrets) {
    this(cost, threads, _ -> {}, roots, secrets);
  }

  /// @param took is told how many nanoseconds each hash took, from a hashing thread
  public BcryptPasswordHasher(
      int cost, int threads, LongConsumer took, RootSecrets roots, SecretGenerator secrets) {
    this(cost, threads, took, roots, secrets, BCrypt::hashpw);
  }

  BcryptPasswordHasher(
      int cost, int threads, RootSecrets roots, SecretGenerator secrets, Bcrypt bcrypt) {
    this(cost, threads, _ -> {}, roots, secrets, bcrypt);
  }

  private BcryptPasswordHasher(
      int cost,
      int threads,
      LongConsumer took,
      RootSecrets roots,
      SecretGenerator secrets,
      Bcrypt bcrypt) {
    if (cost < LEAST_COST || cost > GREATEST_COST) {
      throw new IllegalArgumentException("a bcrypt cost is 10 to 14");
    }
    this.cost = cost;
    this.roots = roots;
    this.secrets = secrets;
    this.bcrypt = bcrypt;
    this.permits =
        new HashingPermits(threads, LONGEST_WAIT, GUESS_PER_ROUND.multipliedBy(1L << cost), took);
    this.decoy = peppered(roots.current(), BcryptText.ofNothing(cost, secrets));
  }

  @Override
  public Hashing hash(Password password) {
    return permits
        .<Hashing>run(() -> new Hashed(hashWithCurrentRoot(password)))
        .orElseGet(this::noCapacity);
  }

  @Override
  public Verification verify(Password password, PasswordHash stored) {
    return permits.run(() -> compare(password, stored)).orElseGet(this::noCapacity);
  }

  @Override
  public Adoption adopt(String foreign) {
    if (BROKEN_KINDS.matcher(foreign).lookingAt()) {
      return new NotAdopted(Objection.BROKEN_KIND);
    }
    if (!KNOWN_KINDS.matcher(foreign).lookingAt()) {
      return new NotAdopted(Objection.UNKNOWN_KIND);
    }
    OptionalInt named = BcryptText.costOf(foreign);
    if (named.isPresent()
        && named.getAsInt() > cost
        && named.getAsInt() <= HIGHEST_COST_OF_BCRYPT) {
      return new NotAdopted(Objection.TOO_COSTLY);
    }
    return BcryptText.parse(foreign).filter(BcryptText::isPossible).isPresent()
        ? new Adopted(new PasswordHash('{' + IMPORTED + '}' + foreign))
        : new NotAdopted(Objection.MALFORMED);
  }

  @Override
  public PasswordHash decoy() {
    return decoy;
  }

  /// How many wait for their turn now.
  public int waiting() {
    return permits.waiting();
  }

  /// How many had no turn in time, since the start.
  public long refused() {
    return permits.refused();
  }

  /// Lets the hashing that has begun end; whoever still waits has no capacity.
  @Override
  public void close() {
    permits.close();
  }

  private NoCapacity noCapacity() {
    return new NoCapacity(permits.retryAfter());
  }

  private PasswordHash hashWithCurrentRoot(Password password) {
    RootSecret root = roots.current();
    return peppered(root, BcryptText.hash(key(root, password), cost, secrets, bcrypt));
  }

  /// The work of a verification, for a hashing thread. Never throws for what is stored.
  Verification compare(Password password, PasswordHash stored) {
    Optional<Question> question = read(password, stored);
    if (question.isEmpty()) {
      spend(cost);
      return new Differs();
    }
    Question asked = question.get();
    boolean same = asked.expected().isOf(asked.key(), bcrypt);
    // 2^c + (2^c + 2^(c+1) + … + 2^(C-1)) = 2^C
    for (int spent = asked.expected().cost(); spent < cost; spent++) {
      spend(spent);
    }
    return same ? new Matches(asked.outdated()) : new Differs();
  }

  /// What bcrypt is asked: whether the hash of `key` is the expected one.
  private record Question(String key, BcryptText expected, boolean outdated) {}

  /// Empty if no password can match: then the same work is done for nothing.
  private Optional<Question> read(Password password, PasswordHash stored) {
    Optional<BcryptText> expected = BcryptText.parse(stored.encoded());
    Matcher tag = PEPPERED.matcher(stored.scheme());
    if (expected.isPresent() && tag.matches()) {
      int number = Integer.parseInt(tag.group(1));
      boolean outdated =
          number == roots.current().number()
              ? expected.get().cost() < cost
              : expected.get().cost() <= cost;
      Optional<RootSecret> root = roots.byNumber(number);
      if (root.isPresent()) {
        return Optional.of(new Question(key(root.get(), password), expected.get(), outdated));
      }
    } else if (expected.isPresent() && stored.scheme().equals(IMPORTED)) {
      return password.utf8().length > BcryptText.MAX_KEY_BYTES
          ? Optional.empty()
          : Optional.of(
              new Question(password.text(), expected.get(), expected.get().cost() <= cost));
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "A stored password hash is unreadable: nobody signs in with it. Its scheme, form, cost or root"
            + " secret is not known here.");
    return Optional.empty();
  }

  private void spend(int cost) {
    boolean _ = new BcryptText(cost, DUMMY.salt(), DUMMY.digest()).isOf("", bcrypt);
  }

  private static String key(RootSecret root, Password password) {
    return Base64.getEncoder().encodeToString(root.pepper().of(password.utf8()));
  }

  private static PasswordHash peppered(RootSecret root, BcryptText hash) {
    return new PasswordHash("{bcrypt-hmac:" + root.number() + "}" + hash.text());
  }
}
