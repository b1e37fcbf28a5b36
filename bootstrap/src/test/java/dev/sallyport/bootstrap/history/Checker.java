package dev.sallyport.bootstrap.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.sallyport.bootstrap.history.Outcome.Accepted;
import dev.sallyport.bootstrap.history.Outcome.Done;
import dev.sallyport.bootstrap.history.Outcome.Other;
import dev.sallyport.bootstrap.history.Outcome.Refused;
import dev.sallyport.bootstrap.history.Outcome.Tokens;
import dev.sallyport.bootstrap.history.Request.End;
import dev.sallyport.bootstrap.history.Request.GiveRoles;
import dev.sallyport.bootstrap.history.Request.LogOut;
import dev.sallyport.bootstrap.history.Request.Open;
import dev.sallyport.bootstrap.history.Request.Refresh;
import dev.sallyport.bootstrap.history.Request.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Judges what clients saw: whether one server that never fails could have answered so.
///
/// Whatever was not acknowledged counts for a cause and never for a promise: a logout whose answer
/// got lost explains why the session is over, and explains as well that it is not.
///
/// @param bound how long an answer may take
/// @param accessLife how long an access token lives
public record Checker(Duration bound, Duration accessLife) {

  /// `exp` is in whole seconds, rounded down.
  private static final Duration ROUNDING = Duration.ofSeconds(2);

  /// Every broken rule of a history.
  ///
  /// @param history in any order
  public List<Violation> check(List<Operation> history) {
    var found = new ArrayList<Violation>();
    var sessions =
        history.stream().collect(groupingBy(Operation::session, LinkedHashMap::new, toList()));
    sessions.values().forEach(operations -> new OneSession(operations, found).check());
    return found;
  }

  /// The judgement of one session.
  private final class OneSession {

    private final List<Operation> operations;
    private final List<Violation> found;

    OneSession(List<Operation> operations, List<Violation> found) {
      this.operations = operations;
      this.found = found;
    }

    void check() {
      operations.forEach(this::check);
    }

    private void check(Operation operation) {
      inTime(operation);
      switch (operation.outcome()) {
        case Other(int status) ->
            broken(
                status == 500 ? Rule.NO_INTERNAL_ERROR : Rule.NO_STRANGE_ANSWER,
                operation,
                "that is no answer to it");
        case Tokens tokens -> check(operation, tokens);
        case Accepted accepted -> check(operation, accepted);
        case Refused(var reason) -> check(operation, reason);
        case Done() ->
            require(operation, operation.isByOperator() || operation.request() instanceof LogOut);
        case Outcome.Unavailable _, Outcome.NoAnswer _ -> {}
      }
    }

    private void inTime(Operation operation) {
      if (!operation.isByOperator() && operation.took().compareTo(bound) > 0) {
        broken(Rule.IN_TIME, operation, "it had " + bound.toMillis() + " ms");
      }
    }

    private void check(Operation operation, Tokens tokens) {
      if (!tokens.verified()) {
        broken(Rule.VERIFIABLE, operation, "no published key has signed its access token");
      }
      switch (operation.request()) {
        case Open() -> isGeneration(1, operation, tokens);
        case Refresh refresh -> {
          isGeneration(refresh.presented().generation() + 1, operation, tokens);
          oneWinner(operation, refresh, tokens);
          noReturn(operation, refresh);
          noLifeAfterTheEnd(operation);
        }
        case Use _, LogOut _, End _, GiveRoles _ -> require(operation, false);
      }
    }

    private void isGeneration(int due, Operation operation, Tokens tokens) {
      if (tokens.refresh().generation() != due || tokens.access().generation() != due) {
        broken(Rule.ONE_SUCCESSOR, operation, "generation " + due + " was due");
      }
    }

    private void oneWinner(Operation operation, Refresh refresh, Tokens tokens) {
      for (Operation other : operations) {
        if (other.equals(operation)) {
          return; // The pair is judged once, with the later one.
        }
        if (other.outcome() instanceof Tokens others
            && other.request() instanceof Refresh rival
            && rival.presented().generation() == refresh.presented().generation()) {
          if (!rival.repeats(refresh)) {
            broken(Rule.ONE_WINNER, operation, "so was " + other);
          } else if (!others.refresh().equals(tokens.refresh())) {
            broken(Rule.ONE_SUCCESSOR, operation, "it was another one in " + other);
          }
        }
      }
    }

    private void noReturn(Operation operation, Refresh refresh) {
      refreshes()
          .filter(other -> other.outcome() instanceof Tokens && other.precedes(operation))
          .filter(other -> presented(other) > refresh.presented().generation())
          .findFirst()
          .ifPresent(other ->
              broken(Rule.NO_RETURN_OF_THE_SPENT, operation, "before it there was " + other));
    }

    private void noLifeAfterTheEnd(Operation operation) {
      operations.stream()
          .filter(other -> tellsTheEnd(other) && other.precedes(operation))
          .findFirst()
          .ifPresent(
              end -> broken(Rule.NO_LIFE_AFTER_THE_END, operation, "before it there was " + end));
    }

    private static boolean tellsTheEnd(Operation operation) {
      return switch (operation.outcome()) {
        case Done() -> operation.request() instanceof LogOut || operation.request() instanceof End;
        case Refused(var reason) ->
            operation.request() instanceof Refresh && !reason.equals("unknown");
        default -> false;
      };
    }

    private void check(Operation operation, Accepted accepted) {
      if (!(operation.request() instanceof Use(var token))) {
        require(operation, false);
        return;
      }
      if (!accepted.session().equals(operation.session())) {
        broken(Rule.NO_MIX_UP, operation, "the token is of " + operation.session());
      }
      noLifeAfterTheEnd(operation);
      for (Operation other : operations) {
        if (!other.precedes(operation)) {
          continue;
        }
        if (other.outcome() instanceof Refused(var reason)
            && reason.equals("revoked")
            && other.request() instanceof Use(var refused)
            && refused.generation() >= token.generation()) {
          broken(Rule.NO_STALE_ACCESS, operation, "before it there was " + other);
        }
        if (other.outcome() instanceof Done && other.request() instanceof GiveRoles) {
          if (issue(token).filter(issue -> issue.precedes(other)).isPresent()) {
            broken(Rule.NO_STALE_ACCESS, operation, "the token was there before " + other);
          }
        }
      }
      if (!mayHave(accepted.roles(), operation)) {
        broken(Rule.NO_STALE_ACCESS, operation, "those were not the roles any more");
      }
    }

    /// Whether somebody may have these roles during that operation: the user was given them, or had
    /// them at the start, and no change after that was acknowledged before.
    private boolean mayHave(Set<String> roles, Operation operation) {
      List<Operation> changes =
          operations.stream().filter(other -> other.request() instanceof GiveRoles).toList();
      List<Operation> over =
          changes.stream()
              .filter(change -> change.outcome() instanceof Done && change.precedes(operation))
              .toList();
      boolean given =
          changes.stream()
              .filter(change -> change.request().equals(new GiveRoles(roles)))
              .filter(change -> change.mayPrecede(operation))
              .anyMatch(change -> over.stream().noneMatch(change::precedes));
      return given || over.isEmpty();
    }

    private void check(Operation operation, String reason) {
      boolean caused =
          switch (operation.request()) {
            case Refresh _ ->
                switch (reason) {
                  case "replayed" -> mayBeAReplay(operation);
                  case "ended" -> mayHaveEnded(operation);
                  default -> false;
                };
            case Use(var token) ->
                switch (reason) {
                  case "revoked" -> mayHaveEnded(operation) || mayBeStale(token, operation);
                  case "expired" -> mayHaveExpired(token, operation);
                  default -> false;
                };
            case Open(), LogOut _, End(), GiveRoles _ -> false;
          };
      if (!caused) {
        broken(Rule.NO_REFUSAL_WITHOUT_A_CAUSE, operation, "nothing may have caused it");
      }
    }

    /// Whether the refresh presents what may have been spent by then, and not by a request that it
    /// merely repeats.
    private boolean mayBeAReplay(Operation operation) {
      return operation.request() instanceof Refresh refresh
          && refreshes()
              .filter(other ->
                  !other.equals(operation) && mayHaveRotated(other) && other.mayPrecede(operation))
              .anyMatch(other ->
                  presented(other) > refresh.presented().generation()
                      || (presented(other) == refresh.presented().generation()
                          && !refresh.repeats((Refresh) other.request())));
    }

    private static boolean mayHaveRotated(Operation refresh) {
      return refresh.outcome() instanceof Tokens || refresh.outcome().isUnknown();
    }

    private boolean mayHaveEnded(Operation operation) {
      return operations.stream()
          .filter(other -> !other.equals(operation) && other.mayPrecede(operation))
          .anyMatch(other ->
              switch (other.request()) {
                case LogOut _, End _ -> true;
                case Refresh _ ->
                    (other.outcome().isUnknown() || other.outcome().equals(new Refused("replayed")))
                        && mayBeAReplay(other);
                case Open _, Use _, GiveRoles _ -> false;
              });
    }

    /// Whether the roles may have changed since this token's generation came to be.
    private boolean mayBeStale(AccessSecret token, Operation operation) {
      Optional<Operation> birth = firstToMake(token.generation());
      return operations.stream()
          .filter(other -> other.request() instanceof GiveRoles && other.mayPrecede(operation))
          .anyMatch(
              change -> change.outcome().isUnknown() || birth.filter(change::precedes).isEmpty());
    }

    private boolean mayHaveExpired(AccessSecret token, Operation operation) {
      return issue(token)
          .map(issue -> operation.answered().minus(issue.invoked()).plus(ROUNDING))
          .filter(age -> age.compareTo(accessLife) >= 0)
          .isPresent();
    }

    private Optional<Operation> firstToMake(int generation) {
      return operations.stream()
          .filter(other ->
              generation == 1
                  ? other.request() instanceof Open
                  : other.request() instanceof Refresh && presented(other) == generation - 1)
          .filter(other -> other.outcome() instanceof Tokens || other.outcome().isUnknown())
          .min(Comparator.comparing(Operation::invoked));
    }

    private Optional<Operation> issue(AccessSecret token) {
      return operations.stream()
          .filter(
              other -> other.outcome() instanceof Tokens tokens && tokens.access().equals(token))
          .findFirst();
    }

    private Stream<Operation> refreshes() {
      return operations.stream().filter(other -> other.request() instanceof Refresh);
    }

    private static int presented(Operation refresh) {
      return ((Refresh) refresh.request()).presented().generation();
    }

    private void require(Operation operation, boolean fits) {
      if (!fits) {
        broken(Rule.NO_STRANGE_ANSWER, operation, "that is no answer to it");
      }
    }

    private void broken(Rule rule, Operation operation, String because) {
      found.add(new Violation(rule, operation, because));
    }
  }
}
