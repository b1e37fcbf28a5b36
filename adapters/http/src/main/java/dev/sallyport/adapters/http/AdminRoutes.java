package dev.sallyport.adapters.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.ChangeUser.Amendment;
import dev.sallyport.application.account.CreateUser;
import dev.sallyport.application.account.IssueResetToken;
import dev.sallyport.application.account.IssueResetToken.Disabled;
import dev.sallyport.application.account.IssueResetToken.Issued;
import dev.sallyport.application.account.ListUsers;
import dev.sallyport.application.account.TemporaryPassword;
import dev.sallyport.application.port.SecurityEvent.Administered;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.session.EndSessions;
import dev.sallyport.domain.recovery.ResetTokens;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The administration API, under `/admin/users`, for whoever has the role [Role#ADMINISTRATOR]. Every
/// call is in the security log, by whom and about whom.
final class AdminRoutes {

  private static final String USERS = "/admin/users";
  private static final String USER = USERS + "/{sub}";
  private static final String SUB = "sub";
  private static final String AFTER = "after";
  private static final String LIMIT = "limit";
  private static final String USERNAME = "username";
  private static final String ROLES = "roles";
  private static final String DISABLED = "disabled";
  private static final Access ADMINISTRATORS = Access.role(Role.ADMINISTRATOR);
  private static final int PAGE = 50;

  private final CreateUser createUser;
  private final ListUsers listUsers;
  private final ChangeUser changeUser;
  private final IssueResetToken issueResetToken;
  private final EndSessions endSessions;
  private final SecurityLog log;
  private final InstantSource clock;

  AdminRoutes(
      CreateUser createUser,
      ListUsers listUsers,
      ChangeUser changeUser,
      IssueResetToken issueResetToken,
      EndSessions endSessions,
      SecurityLog log,
      InstantSource clock) {
    this.createUser = createUser;
    this.listUsers = listUsers;
    this.changeUser = changeUser;
    this.issueResetToken = issueResetToken;
    this.endSessions = endSessions;
    this.log = log;
    this.clock = clock;
  }

  Route[] table() {
    return new Route[] {
      Route.post(USERS, ADMINISTRATORS, exchange -> told("POST " + USERS, exchange, this::create))
          .takingJson(),
      Route.get(USERS, ADMINISTRATORS, exchange -> told("GET " + USERS, exchange, this::list)),
      Route.patch(USER, ADMINISTRATORS, exchange -> about("PATCH " + USER, exchange, this::change)),
      Route.delete(
          USER, ADMINISTRATORS, exchange -> about("DELETE " + USER, exchange, this::delete)),
      Route.post(
          USER + "/reset",
          ADMINISTRATORS,
          exchange -> about("POST " + USER + "/reset", exchange, (id, _) -> reset(id))),
      Route.delete(
          USER + "/sessions",
          ADMINISTRATORS,
          exchange -> about("DELETE " + USER + "/sessions", exchange, this::endSessions)),
    };
  }

  private Answer told(String route, Exchange exchange, Route.Handler handler) {
    record(route, exchange, Optional.empty());
    return handler.handle(exchange);
  }

  private Answer about(
      String route, Exchange exchange, BiFunction<UserId, Exchange, Answer> handler) {
    Optional<UserId> id = exchange.plainPathParameter(SUB).flatMap(UserId::parse);
    record(route, exchange, id);
    return id.map(user -> handler.apply(user, exchange))
        .orElseGet(() -> Answer.of(Problem.NOT_FOUND));
  }

  /// Before anything is done: also what fails was tried.
  private void record(String route, Exchange exchange, Optional<UserId> about) {
    log.record(
        new Administered(exchange.principal().user(), route, about),
        exchange.caller(),
        clock.instant());
  }

  private record Shown(
      String sub,
      String username,
      List<String> roles,
      boolean disabled,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("temporary_until") @Nullable String temporaryUntil) {}

  private record Listing(List<Shown> users, @Nullable String next) {}

  private record NewUser(
      String sub,
      String username,
      List<String> roles,
      @JsonProperty("temporary_password") String temporaryPassword,
      @JsonProperty("temporary_until") String temporaryUntil) {

    @Override
    public String toString() {
      return "NewUser[***]";
    }
  }

  private record ResetAnswer(
      @JsonProperty("reset_token") String resetToken, @JsonProperty("expires_in") long expiresIn) {

    @Override
    public String toString() {
      return "ResetAnswer[***]";
    }
  }

  private static Shown shown(User user) {
    return new Shown(
        user.id().text(),
        user.username().text(),
        user.roles().texts(),
        user.disabled(),
        user.createdAt().toString(),
        user.temporaryUntil().map(Instant::toString).orElse(null));
  }

  private Answer create(Exchange exchange) {
    var members = new Members(exchange.body(), Set.of(USERNAME, ROLES));
    Optional<Username> username = members.newUsername(USERNAME);
    Optional<Roles> roles = members.optional(ROLES, members::roles);
    if (!members.areSound() || username.isEmpty()) {
      return members.refusal();
    }
    return switch (createUser.createTemporary(
        username.get(), roles.orElse(Roles.NONE), exchange.caller())) {
      case CreateUser.Created(var user, var temporary) ->
          Answer.created(newUser(user, temporary.orElseThrow()));
      case CreateUser.NameTaken() -> Members.refusal(USERNAME, "taken");
      case CreateUser.PasswordRefused _ ->
          throw new IllegalStateException("a password that was made here is good");
      case CreateUser.NoCapacity() -> Answer.unavailable(Failures.RETRY_AFTER);
    };
  }

  private static NewUser newUser(User user, TemporaryPassword temporary) {
    return new NewUser(
        user.id().text(),
        user.username().text(),
        user.roles().texts(),
        temporary.password().text(),
        temporary.until().toString());
  }

  private Answer list(Exchange exchange) {
    Optional<Form> query = exchange.query().filter(form -> form.hasOnly(AFTER, LIMIT));
    if (query.isEmpty()) {
      return Members.refusal("query", "malformed");
    }
    Optional<String> after = query.get().get(AFTER);
    Optional<UserId> id = after.flatMap(UserId::parse);
    if (after.isPresent() && id.isEmpty()) {
      return Members.refusal(AFTER, "malformed");
    }
    OptionalInt limit = query.get().get(LIMIT).map(AdminRoutes::limit).orElse(OptionalInt.of(PAGE));
    if (limit.isEmpty()) {
      return Members.refusal(LIMIT, "out_of_range");
    }
    var page = listUsers.page(id, limit.getAsInt());
    return Answer.ok(
        new Listing(
            page.users().stream().map(AdminRoutes::shown).toList(),
            page.next().map(UserId::text).orElse(null)));
  }

  private static OptionalInt limit(String text) {
    boolean isNumber = text.matches("[1-9][0-9]{0,2}");
    int limit = isNumber ? Integer.parseInt(text) : 0;
    return isNumber && limit <= ListUsers.MOST_OF_PAGE
        ? OptionalInt.of(limit)
        : OptionalInt.empty();
  }

  private Answer change(UserId id, Exchange exchange) {
    var members = new Members(exchange.body(), Set.of(USERNAME, ROLES, DISABLED));
    var amendment =
        new Amendment(
            members.optional(USERNAME, members::newUsername),
            members.optional(ROLES, members::roles),
            members.optional(DISABLED, members::flag));
    if (!members.areSound()) {
      return members.refusal();
    }
    UserId by = exchange.principal().user();
    return switch (changeUser.amend(id, amendment, by, exchange.caller())) {
      case ChangeUser.Changed(var user, _) -> Answer.ok(shown(user));
      case ChangeUser.Refused refused -> refusal(refused);
    };
  }

  private Answer delete(UserId id, Exchange exchange) {
    UserId by = exchange.principal().user();
    return switch (changeUser.delete(id, by, exchange.caller())) {
      case ChangeUser.Changed _ -> Answer.noContent();
      case ChangeUser.Refused refused -> refusal(refused);
    };
  }

  private static Answer refusal(ChangeUser.Refused refused) {
    return switch (refused) {
      case ChangeUser.NoSuchUser() -> Answer.of(Problem.NOT_FOUND);
      case ChangeUser.NameTaken() -> Members.refusal(USERNAME, "taken");
      case ChangeUser.ShutsOneselfOut() -> Members.refusal(SUB, "oneself");
      case ChangeUser.NoCapacity(), ChangeUser.Contended() ->
          Answer.unavailable(Failures.RETRY_AFTER);
    };
  }

  private Answer reset(UserId id) {
    return switch (issueResetToken.issue(id)) {
      case Issued(var token) ->
          Answer.ok(new ResetAnswer(token.text(), ResetTokens.LIFE.toSeconds()));
      case IssueResetToken.NoSuchUser() -> Answer.of(Problem.NOT_FOUND);
      case Disabled() -> Members.refusal(SUB, "disabled");
    };
  }

  private Answer endSessions(UserId id, Exchange exchange) {
    endSessions.endAllOf(id, exchange.caller());
    return Answer.noContent();
  }
}
