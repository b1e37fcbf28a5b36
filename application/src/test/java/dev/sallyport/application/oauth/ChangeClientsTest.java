package dev.sallyport.application.oauth;

import static dev.sallyport.application.port.Given.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.InMemoryDatabase;
import dev.sallyport.application.port.OAuthClientStore;
import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SecurityEvent.ClientAdded;
import dev.sallyport.application.port.SecurityEvent.ClientRemoved;
import dev.sallyport.application.port.SeededSecrets;
import dev.sallyport.application.port.SettableClock;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Services that are added and removed, and who is taken for one meanwhile.
final class ChangeClientsTest {

  private static final OAuthClientId NOTES = new OAuthClientId("notes");
  private static final OAuthClientId OTHER = new OAuthClientId("other");

  private final InMemoryDatabase database = new InMemoryDatabase();
  private final OAuthClientStore clients = database.oauthClients();
  private final RecordingSecurityLog log = new RecordingSecurityLog();
  private final ChangeClients change =
      new ChangeClients(clients, new SeededSecrets(1), log, new SettableClock(Given.NOW));
  private final AuthenticateClient authenticate = new AuthenticateClient(clients);

  private OAuthClientSecret added(OAuthClientId id) {
    return change.add(id, CALLER).orElseThrow();
  }

  private boolean isTaken(OAuthClientId id, String secret) {
    return authenticate.authenticate(id, OAuthClientSecret.presented(secret)).isPresent();
  }

  @Test
  void whoever_was_added_is_known_by_the_secret_that_came_back() {
    OAuthClientSecret secret = added(NOTES);

    assertThat(secret.reveal()).matches("[A-Za-z0-9_-]{43}");
    assertThat(authenticate.authenticate(NOTES, secret))
        .contains(new OAuthClient(NOTES, secret.digest(), Given.NOW));
    assertThat(log.events(ClientAdded.class)).containsExactly(new ClientAdded(NOTES));
  }

  @Test
  void a_name_is_given_once_and_its_secret_stays() {
    OAuthClientSecret secret = added(NOTES);

    assertThat(change.add(NOTES, CALLER)).isEmpty();

    assertThat(isTaken(NOTES, secret.reveal())).isTrue();
    assertThat(log.events(ClientAdded.class)).hasSize(1);
  }

  @Tag("ASVS-13.2.1")
  @Test
  void each_has_a_secret_of_its_own_which_opens_nothing_else() {
    String notes = added(NOTES).reveal();
    String other = added(OTHER).reveal();

    assertThat(notes).isNotEqualTo(other);
    assertThat(isTaken(NOTES, other)).isFalse();
    assertThat(isTaken(OTHER, notes)).isFalse();
  }

  @Test
  void no_other_text_is_the_secret() {
    OAuthClientSecret secret = added(NOTES);
    String text = secret.reveal();

    assertThat(isTaken(NOTES, "")).isFalse();
    assertThat(isTaken(NOTES, text + "A")).isFalse();
    assertThat(isTaken(NOTES, text.substring(1))).isFalse();
    assertThat(isTaken(NOTES, text + "=")).isFalse();
    assertThat(isTaken(NOTES, text.toLowerCase(java.util.Locale.ROOT))).isFalse();
    assertThat(isTaken(NOTES, secret.digest().toString())).isFalse();
  }

  @Test
  void nobody_is_known_by_any_secret() {
    String notes = added(NOTES).reveal();

    assertThat(isTaken(OTHER, notes)).isFalse();
    assertThat(isTaken(OTHER, "")).isFalse();
    assertThat(isTaken(OTHER, "\0".repeat(32))).isFalse();
  }

  @Test
  void whoever_was_removed_is_refused_at_once_and_comes_back_with_another_secret() {
    String before = added(NOTES).reveal();

    assertThat(change.remove(NOTES, CALLER)).isTrue();

    assertThat(isTaken(NOTES, before)).isFalse();
    assertThat(log.events(ClientRemoved.class)).containsExactly(new ClientRemoved(NOTES));
    String after = added(NOTES).reveal();
    assertThat(isTaken(NOTES, before)).isFalse();
    assertThat(isTaken(NOTES, after)).isTrue();
  }

  @Test
  void nobody_can_be_removed_who_is_not_there() {
    assertThat(change.remove(NOTES, CALLER)).isFalse();
    assertThat(log.events(ClientRemoved.class)).isEmpty();
  }

  @Test
  void a_store_that_is_down_is_no_answer_and_nothing_is_logged() {
    OAuthClientSecret secret = added(NOTES);
    database.takeDown();

    assertThatThrownBy(() -> authenticate.authenticate(NOTES, secret))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> change.add(OTHER, CALLER))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> change.remove(NOTES, CALLER))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(log.events(ClientAdded.class)).hasSize(1);
    assertThat(log.events(ClientRemoved.class)).isEmpty();
  }
}
