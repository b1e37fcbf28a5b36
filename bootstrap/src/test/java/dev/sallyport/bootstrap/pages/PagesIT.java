package dev.sallyport.bootstrap.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.bootstrap.browser.Chromium;
import dev.sallyport.bootstrap.browser.Profile;
import dev.sallyport.bootstrap.browser.Tab;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The README, the tutorial and each how-to, done as they stand there: every command is run, and
/// prints what the page says.
@Timeout(300)
final class PagesIT {

  private static final String PASSWORD = "a lantern behind the third door";

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.sallyport.bootstrap.pages.Page#all")
  void whoever_does_what_the_page_says_gets_what_it_shows(Page page) throws Exception {
    try (var newcomer = new Newcomer(page, directory)) {
      newcomer.follow();
      if (page.name().equals("tutorial")) {
        assertThat(newcomer.printedBy("sallyport")).contains("\"event\":\"authn_token_reuse\"");
      }
      if (page.name().startsWith("spa-")) {
        inABrowser(newcomer.url("http://localhost:8000/"));
      }
    }
  }

  /// What the pages about single-page apps say to do last.
  private static void inABrowser(URI app) {
    try (Profile profile = Chromium.newProfile()) {
      Tab first = profile.open(app);
      signIn(first, "another passphrase of hers");
      first.until("document.getElementById('message').textContent");
      assertThat(first.text("document.getElementById('message').textContent"))
          .isEqualTo("The username or the password is wrong.");
      signIn(first, PASSWORD);
      awaitSignedIn(first);

      first.reload();
      awaitSignedIn(first);

      Tab second = profile.open(app);
      awaitSignedIn(second);
      first.eval("document.getElementById('leave').click()");
      for (Tab tab : new Tab[] {first, second}) {
        tab.until("!document.getElementById('out').hidden");
      }
    }
  }

  private static void signIn(Tab tab, String password) {
    tab.until("!document.getElementById('out').hidden");
    for (String name : new String[] {"username", "password"}) {
      tab.eval("document.querySelector('[name=" + name + "]').select()");
      tab.type(name.equals("username") ? "alice" : password);
    }
    tab.press("Enter");
  }

  private static void awaitSignedIn(Tab tab) {
    tab.until("!document.getElementById('in').hidden");
    tab.until("document.getElementById('name').textContent === 'alice'");
  }
}
