package dev.sallyport.application.port;

import static dev.sallyport.application.port.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.oauth.OAuthClientSecret;
import org.junit.jupiter.api.Test;

/// What every [OAuthClientStore] promises. Subclasses give a fresh database.
public abstract class OAuthClientStoreContract {

  protected abstract OAuthClientStore clients();

  private static OAuthClient client(String id, String secret) {
    return new OAuthClient(
        new OAuthClientId(id), OAuthClientSecret.presented(secret).digest(), NOW);
  }

  @Test
  void a_client_that_was_added_is_found_as_it_was() {
    OAuthClient notes = client("notes", "one");

    assertThat(clients().add(notes)).isTrue();

    assertThat(clients().find(notes.id())).contains(notes);
    assertThat(clients().find(new OAuthClientId("note"))).isEmpty();
  }

  @Test
  void an_id_is_taken_once() {
    OAuthClient first = client("notes", "one");
    clients().add(first);

    assertThat(clients().add(client("notes", "two"))).isFalse();

    assertThat(clients().find(first.id())).contains(first);
  }

  @Test
  void a_client_that_was_removed_is_gone() {
    OAuthClient notes = client("notes", "one");
    clients().add(notes);

    assertThat(clients().remove(notes.id())).isTrue();

    assertThat(clients().find(notes.id())).isEmpty();
    assertThat(clients().remove(notes.id())).isFalse();
    assertThat(clients().add(client("notes", "two"))).isTrue();
  }

  @Test
  void all_come_in_the_order_of_their_ids() {
    clients().add(client("b", "1"));
    clients().add(client("a", "2"));
    clients().add(client("a-b", "3"));

    assertThat(clients().all())
        .extracting(client -> client.id().text())
        .containsExactly("a", "a-b", "b");
  }
}
