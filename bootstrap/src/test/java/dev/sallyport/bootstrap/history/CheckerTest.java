package dev.sallyport.bootstrap.history;

import static dev.sallyport.bootstrap.history.Story.accepted;
import static dev.sallyport.bootstrap.history.Story.access;
import static dev.sallyport.bootstrap.history.Story.done;
import static dev.sallyport.bootstrap.history.Story.down;
import static dev.sallyport.bootstrap.history.Story.lost;
import static dev.sallyport.bootstrap.history.Story.refresh;
import static dev.sallyport.bootstrap.history.Story.refused;
import static dev.sallyport.bootstrap.history.Story.status;
import static dev.sallyport.bootstrap.history.Story.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sallyport.bootstrap.history.Outcome.Accepted;
import dev.sallyport.bootstrap.history.Outcome.Tokens;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A checker that finds nothing proves nothing: every rule has histories that break it, and beside
/// them those that come near and are right.
final class CheckerTest {

  private static final Checker CHECKER = new Checker(Duration.ofSeconds(2), Duration.ofMinutes(15));

  private static Story story() {
    return new Story();
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        // Two winners.
        arguments(
            Rule.ONE_WINNER,
            "two without a key",
            story().refresh(1, tokens(2)).meanwhile().refresh(1, tokens(2))),
        arguments(
            Rule.ONE_WINNER,
            "two with a key each",
            story().refresh(1, "k1", tokens(2)).meanwhile().refresh(1, "k2", tokens(2))),
        arguments(
            Rule.ONE_WINNER,
            "one with and one without",
            story().refresh(1, "k1", tokens(2)).meanwhile().refresh(1, tokens(2))),
        arguments(
            Rule.ONE_WINNER,
            "an acknowledged rotation is forgotten, and the thief is believed",
            story().refresh(1, "k1", tokens(2)).later(Duration.ofSeconds(5)).refresh(1, tokens(2))),
        // Two chains.
        arguments(
            Rule.ONE_SUCCESSOR,
            "a repeated answer has another token",
            story()
                .refresh(1, "k1", tokens(2))
                .refresh(1, "k1", new Tokens(new RefreshSecret(2, "other"), access(2), true))),
        arguments(
            Rule.ONE_SUCCESSOR, "a generation is left out", story().refresh(1, "k1", tokens(3))),
        arguments(
            Rule.ONE_SUCCESSOR,
            "the access token is of another generation",
            story().refresh(1, new Tokens(refresh(2), access(1), true))),
        arguments(Rule.ONE_SUCCESSOR, "a login begins in the middle", story().login(tokens(2))),
        // An acknowledged rotation is lost.
        arguments(
            Rule.NO_RETURN_OF_THE_SPENT,
            "the one before the last, with its own key",
            story()
                .refresh(1, "k1", tokens(2))
                .refresh(2, "k2", tokens(3))
                .refresh(1, "k1", tokens(2))),
        // An acknowledged end is lost.
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "a refresh after a logout",
            story().logOut(1, done()).refresh(1, tokens(2))),
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "a request after a logout",
            story().logOut(1, done()).use(1, accepted())),
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "a refresh after the operator's end",
            story().end(done()).refresh(1, tokens(2))),
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "a request after the operator's end",
            story().end(done()).use(1, accepted())),
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "the successor after a replay",
            story().refresh(1, tokens(2)).refresh(1, refused("replayed")).refresh(2, tokens(3))),
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "a request after a replay",
            story().refresh(1, tokens(2)).refresh(1, refused("replayed")).use(2, accepted())),
        arguments(
            Rule.NO_LIFE_AFTER_THE_END,
            "a request after somebody was told of the end that nobody confirmed",
            story().logOut(1, lost()).refresh(1, refused("ended")).use(1, accepted())),
        // Access that should be over.
        arguments(
            Rule.NO_STALE_ACCESS,
            "a token from before a change of roles",
            story().giveRoles("writer", done()).use(1, accepted("writer"))),
        arguments(
            Rule.NO_STALE_ACCESS,
            "a repeated answer does not make the token younger",
            story()
                .refresh(1, "k", tokens(2))
                .giveRoles("writer", done())
                .use(2, accepted("writer"))),
        arguments(
            Rule.NO_STALE_ACCESS,
            "the old roles",
            story().giveRoles("writer", done()).refresh(1, tokens(2)).use(2, accepted("reader"))),
        arguments(
            Rule.NO_STALE_ACCESS,
            "the roles before the last",
            story()
                .giveRoles("writer", done())
                .giveRoles("reader", done())
                .refresh(1, tokens(2))
                .use(2, accepted("writer"))),
        arguments(
            Rule.NO_STALE_ACCESS,
            "accepted after it was refused",
            story().logOut(1, lost()).use(1, refused("revoked")).use(1, accepted())),
        arguments(
            Rule.NO_STALE_ACCESS,
            "an older one accepted after a younger one was refused",
            story()
                .refresh(1, tokens(2))
                .giveRoles("writer", lost())
                .use(2, refused("revoked"))
                .use(1, accepted())),
        // Thrown out.
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "the acknowledged successor is a replay",
            story().refresh(1, "k1", tokens(2)).refresh(2, "k2", refused("replayed"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "the acknowledged successor has ended",
            story().refresh(1, "k1", tokens(2)).refresh(2, "k2", refused("ended"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "the acknowledged successor is not known",
            story().refresh(1, "k1", tokens(2)).refresh(2, "k2", refused("unknown"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "expired before its time",
            story().refresh(1, "k1", refused("expired"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "a lost answer is asked for again with its key",
            story().refresh(1, "k1", lost()).refresh(1, "k1", refused("replayed"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "a server that was down and the same key again",
            story()
                .refresh(1, "k1", down())
                .refresh(1, "k1", down())
                .refresh(1, "k1", refused("ended"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "a replay is blamed on a logout that came later",
            story().refresh(1, refused("replayed")).logOut(1, done())),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "an end is told before the logout",
            story().refresh(1, refused("ended")).logOut(1, done())),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "a repeat with its key is no replay that ends anything",
            story()
                .refresh(1, "k", lost())
                .refresh(1, "k", tokens(2))
                .refresh(2, refused("ended"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "revoked by nobody",
            story().use(1, refused("revoked"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "revoked by a change of roles that was over when it was issued",
            story().giveRoles("writer", done()).refresh(1, tokens(2)).use(2, refused("revoked"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "a change of roles ends no session",
            story().giveRoles("writer", done()).refresh(1, refused("ended"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "an access token that is not known",
            story().use(1, refused("invalid"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "an access token that expires too early",
            story().later(Duration.ofMinutes(14)).use(1, refused("expired"))),
        arguments(
            Rule.NO_REFUSAL_WITHOUT_A_CAUSE,
            "a login with the right password",
            story().login(refused("invalid-credentials"))),
        arguments(
            Rule.VERIFIABLE,
            "signed by a key that nobody knows",
            story().refresh(1, new Tokens(refresh(2), access(2), false))),
        arguments(
            Rule.NO_MIX_UP,
            "somebody else's session",
            story().use(1, new Accepted("another", Set.of()))),
        arguments(Rule.NO_INTERNAL_ERROR, "a refresh", story().refresh(1, "k1", status(500))),
        arguments(Rule.NO_INTERNAL_ERROR, "a logout", story().logOut(1, status(500))),
        arguments(Rule.NO_STRANGE_ANSWER, "a limit", story().refresh(1, "k1", status(429))),
        arguments(Rule.NO_STRANGE_ANSWER, "a proxy's", story().use(1, status(502))),
        arguments(Rule.NO_STRANGE_ANSWER, "tokens for a logout", story().logOut(1, tokens(2))),
        arguments(Rule.NO_STRANGE_ANSWER, "nothing for a refresh", story().refresh(1, done())),
        arguments(Rule.NO_STRANGE_ANSWER, "a name for a refresh", story().refresh(1, accepted())),
        arguments(Rule.IN_TIME, "an answer", story().slowly(2_001).use(1, accepted())),
        arguments(Rule.IN_TIME, "none", story().slowly(2_001).refresh(1, "k1", lost())),
        arguments(Rule.IN_TIME, "a refusal", story().slowly(2_001).logOut(1, down())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("bad")
  void a_bad_history_is_found_out(Rule rule, String what, Story story) {
    List<Violation> found = CHECKER.check(story.told());

    assertThat(found).as(what).extracting(Violation::rule).contains(rule);
    assertThat(found).as(what).extracting(Violation::rule).containsOnly(rule);
  }

  @Test
  void no_rule_is_without_a_bad_history() {
    var broken = EnumSet.noneOf(Rule.class);
    bad().forEach(each -> broken.add((Rule) each.get()[0]));

    assertThat(broken).containsExactly(Rule.values());
  }

  static Stream<Arguments> good() {
    return Stream.of(
        arguments(
            "a quiet life",
            story()
                .use(1, accepted())
                .refresh(1, "k1", tokens(2))
                .use(2, accepted())
                .use(1, accepted())
                .refresh(2, tokens(3))
                .logOut(3, done())
                .refresh(3, refused("ended"))
                .use(3, refused("revoked"))
                .use(1, refused("revoked"))
                .logOut(3, done())),
        arguments(
            "a lost answer, had again with its key",
            story()
                .refresh(1, "k1", lost())
                .refresh(1, "k1", down())
                .refresh(1, "k1", tokens(2))
                .refresh(1, "k1", tokens(2))
                .refresh(2, "k2", tokens(3))),
        arguments(
            "a lost answer, asked for again without a key: it had rotated",
            story().refresh(1, lost()).refresh(1, refused("replayed")).use(1, refused("revoked"))),
        arguments(
            "a lost answer, asked for again without a key: it had not",
            story().refresh(1, lost()).refresh(1, tokens(2))),
        arguments(
            "a key too late",
            story()
                .refresh(1, lost())
                .refresh(1, "k1", refused("replayed"))
                .refresh(1, refused("ended"))),
        arguments(
            "a thief",
            story()
                .refresh(1, "k1", tokens(2))
                .refresh(2, "k2", tokens(3))
                .refresh(1, "k1", refused("replayed"))
                .refresh(3, "k3", refused("ended"))
                .use(3, refused("revoked"))),
        arguments(
            "a thief whose answer is lost",
            story()
                .refresh(1, "k1", tokens(2))
                .refresh(1, lost())
                .use(2, accepted())
                .refresh(2, "k2", refused("ended"))),
        arguments(
            "a race: one wins, the other ends the session, and the winner's answer is on its way",
            story()
                .refresh(1, refused("replayed"))
                .meanwhile()
                .refresh(1, tokens(2))
                .use(2, refused("revoked"))),
        arguments(
            "a logout whose answer is lost, and that happened later",
            story().logOut(1, lost()).use(1, accepted()).refresh(1, "k", refused("ended"))),
        arguments(
            "a logout whose answer is lost, and that never happened",
            story().logOut(1, down()).use(1, accepted()).refresh(1, "k", tokens(2))),
        arguments(
            "what was sent before the logout was acknowledged",
            story().logOut(1, done()).meanwhile().use(1, accepted()).use(1, refused("revoked"))),
        arguments(
            "other roles",
            story()
                .use(1, accepted("reader"))
                .giveRoles("writer", done())
                .use(1, refused("revoked"))
                .refresh(1, "k", tokens(2))
                .use(2, accepted("writer"))),
        arguments(
            "other roles while a token is on its way",
            story()
                .giveRoles("writer", done())
                .meanwhile()
                .refresh(1, "k", tokens(2))
                .use(2, refused("revoked"))
                .refresh(2, "k2", tokens(3))
                .use(3, accepted("writer"))),
        arguments(
            "roles that nobody confirmed",
            story()
                .giveRoles("writer", down())
                .use(1, accepted("reader"))
                .use(1, refused("revoked"))
                .refresh(1, "k", tokens(2))
                .use(2, accepted("writer"))),
        arguments(
            "an answer repeated after a change of roles is stale at once",
            story()
                .refresh(1, "k", lost())
                .giveRoles("writer", done())
                .refresh(1, "k", tokens(2))
                .use(2, refused("revoked"))),
        arguments(
            "an operator's end that nobody confirmed",
            story().end(down()).use(1, accepted()).use(1, refused("revoked"))),
        arguments(
            "an access token that has had its time",
            story().later(Duration.ofMinutes(15)).use(1, refused("expired"))),
        arguments("a slow command", story().slowly(9_000).end(done()).use(1, refused("revoked"))),
        arguments("a server that is down", story().use(1, down()).login(down()).logOut(1, down())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void a_good_history_is_left_alone(String what, Story story) {
    assertThat(CHECKER.check(story.told())).as(what).isEmpty();
  }

  @Test
  void sessions_do_not_explain_each_other() {
    var mine = story().logOut(1, done()).told().getLast();
    var others =
        new Operation(
            "other",
            "node",
            mine.answered().plusMillis(1),
            mine.answered().plusMillis(2),
            new Request.Use(access(1)),
            refused("revoked"));

    assertThat(CHECKER.check(List.of(mine, others)))
        .extracting(Violation::rule)
        .containsExactly(Rule.NO_REFUSAL_WITHOUT_A_CAUSE);
  }
}
