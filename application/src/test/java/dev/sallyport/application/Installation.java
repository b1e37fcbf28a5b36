package dev.sallyport.application;

import dev.sallyport.application.access.AuthenticateRequest;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.CreateUser;
import dev.sallyport.application.account.ImportUsers;
import dev.sallyport.application.account.SetPassword;
import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.application.login.ChangePassword;
import dev.sallyport.application.login.LimitFailures;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.port.FakeAccessTokens;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.MeddledSessionStore;
import dev.sallyport.application.port.PlainPasswordHasher;
import dev.sallyport.application.port.PlainRateLimiter;
import dev.sallyport.application.port.RateLimiter;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.UserStore.Write;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.application.session.IssueTokens;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.application.session.ListSessions;
import dev.sallyport.application.session.LogOut;
import dev.sallyport.application.session.OpenSession;
import dev.sallyport.application.session.PurgeSessions;
import dev.sallyport.application.session.ReadCsrfToken;
import dev.sallyport.application.session.RefreshSession;
import dev.sallyport.domain.access.AccessPolicy;
import dev.sallyport.domain.csrf.CsrfTokens;
import dev.sallyport.domain.device.DeviceTokens;
import dev.sallyport.domain.key.RootSecrets;
import dev.sallyport.domain.password.Password;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.session.RefreshToken;
import dev.sallyport.domain.session.RefreshTokens;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionPolicy;
import dev.sallyport.domain.throttle.LimitKeys;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.user.User;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A whole Sallyport on fakes: every use case wired to one database in memory, one clock that stands
/// still, and secrets from a seed.
public final class Installation {

  public static final String COMMON_PASSWORD = "passwordpassword";

  public final InMemoryDatabase database = new InMemoryDatabase();
  public final MeddledSessionStore sessions = new MeddledSessionStore(database.sessions());
  public final PlainPasswordHasher hasher = new PlainPasswordHasher();
  public final RecordingSecurityLog log = new RecordingSecurityLog();
  public final SettableClock clock = new SettableClock(Given.NOW);
  public final SecretGenerator secrets = new SeededSecrets(42);
  public final Given given = Given.from(secrets);

  public final RootSecrets roots = given.roots();
  public final RefreshTokens refreshTokens = new RefreshTokens(roots);
  public final CsrfTokens csrfTokens = new CsrfTokens(roots);
  public final FakeAccessTokens accessTokens;
  public final DeviceTokens devices = new DeviceTokens(roots);
  public final RateLimiter limiter = new PlainRateLimiter();
  public final LimitRequests limitRequests;

  public final LogIn logIn;
  public final ChangePassword changePassword;
  public final RefreshSession refreshSession;
  public final LogOut logOut;
  public final ReadCsrfToken readCsrfToken;
  public final ListSessions listSessions;
  public final EndSessions endSessions;
  public final PurgeSessions purgeSessions;
  public final CreateUser createUser;
  public final ChangeUser changeUser;
  public final ImportUsers importUsers;
  public final DescribeCaller describeCaller;
  public final AuthenticateRequest authenticate;

  /// The same, as it is with HS256.
  public final AuthenticateRequest authenticateByDatabase;

  private Runnable whileIssuing = () -> {};

  /// An installation with the default settings.
  public Installation() {
    this(SessionPolicy.DEFAULT);
  }

  /// An installation with these settings, and no limits.
  public Installation(SessionPolicy policy) {
    this(policy, LimitPolicy.unlimited());
  }

  /// An installation with these limits.
  public Installation(LimitPolicy limits) {
    this(SessionPolicy.DEFAULT, limits);
  }

  private Installation(SessionPolicy policy, LimitPolicy limits) {
    var access =
        new AccessPolicy(
            "https://auth.example.org",
            "https://auth.example.org",
            "sallyport",
            policy.accessTtl());
    var passwords = new PasswordPolicy(15, Set.of(COMMON_PASSWORD)::contains, List.of("sallyport"));
    var users = database.users();
    accessTokens = new FakeAccessTokens(access);
    var issue =
        new IssueTokens(
            refreshTokens,
            csrfTokens,
            claims -> {
              whileIssuing.run();
              return accessTokens.issue(claims);
            },
            access,
            secrets);
    var open = new OpenSession(sessions, users, refreshTokens, issue, secrets, log, policy);
    var limitKeys = new LimitKeys(roots);
    limitRequests = new LimitRequests(limiter, limitKeys, limits, log, clock);
    var limitFailures = new LimitFailures(limiter, limitKeys, limits, devices, secrets, log);
    var setPassword = new SetPassword(users, hasher, log, passwords, policy);
    logIn = new LogIn(users, hasher, setPassword, open, limitRequests, limitFailures, log, clock);
    changePassword =
        new ChangePassword(
            users, hasher, setPassword, open, limitRequests, limitFailures, log, clock);
    refreshSession =
        new RefreshSession(
            sessions, users, refreshTokens, issue, limitRequests, log, clock, policy);
    logOut = new LogOut(sessions, refreshTokens, log, clock, policy);
    readCsrfToken = new ReadCsrfToken(sessions, refreshTokens, csrfTokens, clock);
    listSessions = new ListSessions(sessions, clock);
    endSessions = new EndSessions(sessions, database.revocationLog(), secrets, log, clock, policy);
    purgeSessions = new PurgeSessions(sessions, clock);
    createUser = new CreateUser(users, hasher, secrets, log, clock, passwords);
    changeUser = new ChangeUser(users, hasher, secrets, log, clock, policy);
    importUsers = new ImportUsers(users, hasher, secrets, log, clock);
    describeCaller = new DescribeCaller(users);
    authenticate =
        new AuthenticateRequest(accessTokens, database.revocationList(), sessions, users, clock);
    authenticateByDatabase =
        new AuthenticateRequest(
            accessTokens.bySecret(), database.revocationList(), sessions, users, clock);
  }

  /// Runs something whenever tokens are made, which is after reading and before the commit: what
  /// another request does meanwhile.
  public void whileIssuing(Runnable other) {
    whileIssuing = other;
  }

  /// Runs something the next time that tokens are made, and then no more.
  public void whileIssuingOnce(Runnable other) {
    whileIssuing =
        () -> {
          whileIssuing = () -> {};
          other.run();
        };
  }

  /// A user of this name, with a password that [#passwordOf] tells.
  public User addUser(String name) {
    User user = given.user(name).rehashed(PlainPasswordHasher.fresh(passwordOf(name).text()));
    if (database.users().add(user) != Write.DONE) {
      throw new IllegalStateException("there is such a user");
    }
    return user;
  }

  /// The same, with a stored hash that should be made anew.
  public User addUserWithOutdatedHash(String name) {
    User user = addUser(name);
    PasswordHash outdated = PlainPasswordHasher.outdated(passwordOf(name).text());
    database.users().rehash(user.id(), user.passwordHash(), outdated);
    return user(user);
  }

  /// The password of every user whom a test makes.
  public static Password passwordOf(String name) {
    return new Password("the password of " + name);
  }

  /// A login with the right password.
  public static LogIn.Attempt attemptOf(String name) {
    return new LogIn.Attempt(
        Optional.of(Given.username(name)),
        passwordOf(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The tokens of a login that succeeds.
  public IssuedTokens logIn(String name) {
    return ((LoggedIn) logIn.logIn(attemptOf(name), Given.CALLER)).tokens();
  }

  /// A refresh without a key.
  public RefreshSession.Outcome refresh(RefreshToken token) {
    return refreshSession.refresh(token, Optional.empty(), Given.CALLER);
  }

  /// The tokens of a refresh that succeeds.
  public IssuedTokens refreshed(RefreshToken token) {
    return ((RefreshSession.Refreshed) refresh(token)).tokens();
  }

  /// How a request with this access token is judged.
  public AuthenticateRequest.Outcome request(IssuedTokens tokens) {
    return authenticate.authenticate(tokens.access().text());
  }

  /// The session of a token, as it is stored now.
  public Session session(RefreshToken token) {
    return database.sessions().find(token.session()).orElseThrow();
  }

  /// A user, as stored now.
  public User user(User user) {
    return database.users().find(user.id()).orElseThrow();
  }

  /// Changes a user in the store behind everybody's back, without a word to the sessions.
  public void change(User user, UnaryOperator<User> change) {
    User seen = user(user);
    var written =
        database
            .users()
            .replace(seen, change.apply(seen), clock.instant(), UnaryOperator.identity());
    if (written != Write.DONE) {
      throw new IllegalStateException("the user could not be changed");
    }
  }
}
