package dev.sallyport.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.TemporaryPassword;
import dev.sallyport.application.login.LogIn;
import dev.sallyport.application.port.Given;
import dev.sallyport.application.session.IssuedTokens;
import dev.sallyport.domain.password.Password;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I-23")
final class NothingSecretIsPrintedTest {

  private final Installation installation = new Installation();

  NothingSecretIsPrintedTest() {
    installation.addUser("alice");
  }

  @Test
  void issued_tokens_show_none_of_themselves() {
    var loggedIn =
        (LogIn.LoggedIn) installation.logIn.logIn(Installation.attemptOf("alice"), Given.CALLER);
    IssuedTokens tokens = loggedIn.tokens();

    assertThat(loggedIn.toString())
        .doesNotContain(
            tokens.access().text(),
            tokens.refresh().text(),
            tokens.csrf().text(),
            loggedIn.device().text());
  }

  @Test
  void an_attempt_shows_neither_password_nor_token() {
    IssuedTokens tokens = installation.logIn("alice");
    var attempt =
        new LogIn.Attempt(
            Optional.of(Given.username("alice")),
            new Password("the-old-one"),
            Optional.of(new Password("the-new-one")),
            Optional.of(tokens.refresh()),
            Optional.empty());

    assertThat(attempt.toString())
        .doesNotContain("the-old-one", "the-new-one", tokens.refresh().text());
  }

  @Test
  void a_temporary_password_shows_only_its_end() {
    var changed =
        (ChangeUser.Changed)
            installation.changeUser.resetPassword(Given.username("alice"), Given.CALLER);
    TemporaryPassword temporary = changed.temporary().orElseThrow();

    assertThat(changed.toString()).doesNotContain(temporary.password().text());
    assertThat(temporary.toString()).doesNotContain(temporary.password().text());
  }

  @Test
  void no_event_shows_a_token_a_password_or_a_key() {
    IssuedTokens first = installation.logIn("alice");
    IssuedTokens second = installation.refreshed(first.refresh());
    installation.refresh(first.refresh());
    var temporary =
        (ChangeUser.Changed)
            installation.changeUser.resetPassword(Given.username("alice"), Given.CALLER);

    assertThat(installation.log.events().toString())
        .doesNotContain(
            Installation.passwordOf("alice").text(),
            first.access().text(),
            first.refresh().text(),
            first.csrf().text(),
            second.refresh().text(),
            temporary.temporary().orElseThrow().password().text());
  }
}
