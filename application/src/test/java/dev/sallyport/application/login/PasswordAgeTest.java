package dev.sallyport.application.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.Installation;
import dev.sallyport.application.login.LogIn.LoggedIn;
import dev.sallyport.application.port.Given;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Nobody has to change a password because time has passed.
class PasswordAgeTest {

  @Tag("ASVS-6.2.10")
  @Test
  void a_password_is_as_good_after_ten_years() {
    var installation = new Installation();
    installation.addUser("alice");

    installation.clock.advance(Duration.ofDays(3_653));

    assertThat(installation.logIn.logIn(Installation.attemptOf("alice"), Given.CALLER))
        .isInstanceOf(LoggedIn.class);
  }
}
