package dev.sallyport.application.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.port.FakeAccessTokens;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase.Fault;
import dev.sallyport.application.port.LossySessionStore;
import dev.sallyport.application.port.PlainRateLimiter;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SessionStore;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.session.IdempotencyKey;
import dev.sallyport.domain.session.Presented;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.session.Verdict;
import dev.sallyport.domain.throttle.LimitKeys;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.user.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// One random life of a session: logins, refreshes, retries, replays, expiry, logout, new roles and
/// lost writes, by honest clients and thieves alike, all from one seed.
///
/// After every step it is checked that at most one generation can rotate, that the absolute end has
/// not moved, that a replay has ended the session, and that what has ended stays so. The lines that
/// [#play] returns tell every verdict, so that two stores can be compared.
public final class SessionHistory {

  private static final int STEPS = 20;

  private static final Duration[] PAUSES = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(9),
    Duration.ofMinutes(1),
    Duration.ofMinutes(14),
    Duration.ofHours(5),
    Duration.ofDays(2),
    Duration.ofDays(6),
    Duration.ofDays(8),
  };

  private final Random random;
  private final LossySessionStore sessions;
  private final UserStore users;
  private final SettableClock clock = new SettableClock(Given.NOW);
  private final SessionPolicy policy;
  private final RefreshTokens refreshTokens;
  private final OpenSession openSession;
  private final RefreshSession refreshSession;
  private final LogOut logOut;
  private final User user;

  private final List<String> lines = new ArrayList<>();
  private final List<RefreshToken> issued = new ArrayList<>();
  private final Map<Integer, IdempotencyKey> keyOfPresented = new HashMap<>();
  private Optional<IdempotencyKey> lastKey = Optional.empty();
  private Instant lastRotation = Given.NOW;
  private Instant endsAt = Instant.MAX;
  private boolean ended;

  /// A history of this seed on these stores, which may hold other histories already.
  public SessionHistory(long seed, SessionStore sessions, UserStore users) {
    this.random = new Random(seed);
    this.sessions = new LossySessionStore(sessions);
    this.users = users;
    var secrets = new SeededSecrets(seed);
    var given = Given.from(secrets);
    var roots = given.roots();
    var access =
        new AccessPolicy(
            "https://a.example", "https://a.example", "sallyport", Duration.ofMinutes(15));
    Duration leeway = random.nextInt(3) == 0 ? Duration.ofSeconds(10) : Duration.ZERO;
    this.policy =
        new SessionPolicy(
            access.ttl(),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofMinutes(15),
            leeway,
            20);
    this.refreshTokens = new RefreshTokens(roots);
    var log = new RecordingSecurityLog();
    var issue =
        new IssueTokens(
            refreshTokens, new CsrfTokens(roots), new FakeAccessTokens(access), access, secrets);
    this.openSession =
        new OpenSession(this.sessions, users, refreshTokens, issue, secrets, log, policy);
    var noLimits =
        new LimitRequests(
            new PlainRateLimiter(), new LimitKeys(roots), LimitPolicy.unlimited(), log, clock);
    this.refreshSession =
        new RefreshSession(
            this.sessions, users, refreshTokens, issue, noLimits, log, clock, policy);
    this.logOut = new LogOut(this.sessions, refreshTokens, log, clock, policy);
    this.user = given.user("user-" + seed);
  }

  /// Plays the history.
  ///
  /// @return one line a step: what was done, and the verdict
  public List<String> play() {
    assertThat(users.add(user)).isEqualTo(UserStore.Write.DONE);
    var opened = openSession.open(user, 0, Optional.empty(), clock.instant(), Given.CALLER);
    issued.add(((OpenSession.Opened) opened).tokens().refresh());
    endsAt = stored().endsAt();
    for (int step = 0; step < STEPS; step++) {
      lines.add(step() + " -> " + stored().generation());
      check();
    }
    return lines;
  }

  private String step() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> {
        Duration pause = PAUSES[random.nextInt(PAUSES.length)];
        clock.advance(pause);
        yield "pause " + pause;
      }
      case 3 -> giveRoles();
      case 4 -> random.nextInt(4) == 0 ? logOut(any()) : refresh(newest(), freshKey());
      case 5 -> refresh(any(), Optional.empty());
      case 6 -> refresh(any(), freshKey());
      case 7, 8 -> retry(random.nextBoolean() ? previous() : any());
      case 9 -> lossy(random.nextBoolean() ? newest() : any());
      case 10, 11, 12 -> refresh(newest(), Optional.empty());
      default -> refresh(newest(), freshKey());
    };
  }

  private String refresh(RefreshToken token, Optional<IdempotencyKey> key) {
    key.ifPresent(k -> keyOfPresented.putIfAbsent(token.generation(), k));
    String what = "refresh " + token.generation() + (key.isPresent() ? " with key" : "") + ": ";
    int before = stored().generation();
    RefreshSession.Outcome outcome;
    try {
      outcome = refreshSession.refresh(token, key, Given.CALLER);
    } catch (StoreUnavailableException _) {
      noteRotation(before, key);
      return what + "unavailable";
    }
    if (outcome instanceof RefreshSession.Refreshed && stored().generation() == before) {
      assertThat(mayBeRepeated(token, key)).as("a second answer to %s", what).isTrue();
    }
    noteRotation(before, key);
    return what
        + switch (outcome) {
          case RefreshSession.Refreshed(var tokens) -> {
            assertThat(ended).as("a session that has ended was refreshed").isFalse();
            assertThat(tokens.refresh().generation()).isEqualTo(stored().generation());
            if (!issued.contains(tokens.refresh())) {
              issued.add(tokens.refresh());
            }
            yield "refreshed";
          }
          case RefreshSession.Refused(var why) -> {
            if (why == Refusal.REPLAYED) {
              assertThat(stored().end()).as("a replay ends the session").isPresent();
            }
            yield why.name();
          }
          case RefreshSession.Limited(var exceeded) ->
              throw new AssertionError("limited without limits: " + exceeded);
          case RefreshSession.Contended() -> "contended";
        };
  }

  private void noteRotation(int before, Optional<IdempotencyKey> key) {
    if (stored().generation() > before) {
      lastKey = key;
      lastRotation = clock.instant();
    }
  }

  /// The rule of the lost answer, said once more and in other words.
  private boolean mayBeRepeated(RefreshToken token, Optional<IdempotencyKey> key) {
    Duration since = Duration.between(lastRotation, clock.instant());
    Duration window = key.isPresent() ? policy.retryWindow() : policy.leeway();
    return token.generation() == stored().generation() - 1
        && key.equals(lastKey)
        && !window.isZero()
        && since.compareTo(window) < 0;
  }

  /// What a client does that got no answer: the same token, with the key that it had sent with it.
  private String retry(RefreshToken token) {
    return "again, " + refresh(token, Optional.ofNullable(keyOfPresented.get(token.generation())));
  }

  private String lossy(RefreshToken token) {
    Fault fault = random.nextBoolean() ? Fault.BEFORE_COMMIT : Fault.AFTER_COMMIT;
    sessions.failNextWrite(fault);
    String line =
        random.nextInt(4) == 0
            ? logOut(token)
            : refresh(token, random.nextBoolean() ? freshKey() : Optional.empty());
    sessions.heal();
    return fault + " lost, " + line;
  }

  private String logOut(RefreshToken token) {
    String what = "log out " + token.generation() + ": ";
    try {
      return what + logOut.logOut(token, Given.CALLER);
    } catch (StoreUnavailableException _) {
      return what + "unavailable";
    }
  }

  private String giveRoles() {
    User now = users.find(user.id()).orElseThrow();
    User next = now.withRoles(Given.roles("role-" + random.nextInt(9)));
    return "roles: "
        + users.replace(
            now,
            next,
            clock.instant(),
            session -> session.withStaleAccess(clock.instant(), policy));
  }

  private void check() {
    Session session = stored();
    assertThat(session.endsAt()).as("the absolute end").isEqualTo(endsAt);
    assertThat(session.idleUntil()).isBeforeOrEqualTo(endsAt);
    long rotating = issued.stream().filter(token -> rotates(session, token)).distinct().count();
    assertThat(rotating).as("generations that rotate").isLessThanOrEqualTo(1);
    if (ended) {
      assertThat(session.end()).as("what has ended stays so").isPresent();
    }
    ended = session.end().isPresent();
    if (ended) {
      assertThat(session.revocation().refuses(session.generation(), session.end().get().at()))
          .as("the access tokens of a session that has ended")
          .isTrue();
    }
  }

  private boolean rotates(Session session, RefreshToken token) {
    var presented = new Presented(token, Optional.empty(), Given.CLIENT);
    return switch (session.present(presented, clock.instant(), policy)) {
      case Verdict.Rotate _, Verdict.Ahead _ -> true;
      case Verdict.Repeat _, Verdict.Replay _, Verdict.Refuse _ -> false;
    };
  }

  private Session stored() {
    return sessions.find(issued.getFirst().session()).orElseThrow();
  }

  private RefreshToken newest() {
    return issued.getLast();
  }

  private RefreshToken previous() {
    return issued.get(Math.max(0, issued.size() - 2));
  }

  private RefreshToken any() {
    return issued.get(random.nextInt(issued.size()));
  }

  private Optional<IdempotencyKey> freshKey() {
    return Optional.of(new IdempotencyKey("key-%016x".formatted(random.nextLong())));
  }
}
