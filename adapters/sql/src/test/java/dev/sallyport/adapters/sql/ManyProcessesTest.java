package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.Given;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The command line writes beside the server: both have the file open, and each sees at once what
/// the other has done.
final class ManyProcessesTest {

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  private final Given given = Given.seed(7);

  private Session opened(Database database) {
    User alice = given.user("alice");
    new SqlUserStore(database).add(alice);
    Session session = given.session(alice);
    assertThat(new SqlSessionStore(database).open(session, alice, Optional.empty(), _ -> List.of()))
        .isPresent();
    return session;
  }

  private static Session ended(Session session) {
    return session.ended(EndCause.REVOKED, CLIENT.address(), NOW, POLICY);
  }

  @Test
  void a_revocation_through_one_database_is_seen_through_the_other() {
    Database one = temporary.database();
    Database other = temporary.another();
    Session session = opened(one);
    long before = other.mark();
    assertThat(other.mark()).isEqualTo(before);

    assertThat(new SqlSessionStore(one).replace(session, ended(session))).isTrue();

    assertThat(other.mark()).isNotEqualTo(before);
    assertThat(new SqlRevocationList(other).of(session.id()))
        .isEqualTo(ended(session).revocation());
    assertThat(new SqlRevocationLog(other).after(0, NOW, 100).entries())
        .containsExactly(new Entry(session.id(), ended(session).revocation()));
  }

  @Test
  void a_database_sees_its_own_writes_by_the_mark() {
    Database database = temporary.database();
    long before = database.mark();

    Session session = opened(database);
    long opened = database.mark();
    new SqlSessionStore(database).replace(session, ended(session));

    assertThat(opened).isNotEqualTo(before);
    assertThat(database.mark()).isNotEqualTo(opened);
  }

  @Test
  void two_who_write_by_turns_lose_nothing() {
    Database one = temporary.database();
    Database other = temporary.another();
    Session session = opened(one);

    for (int i = 0; i < 100; i++) {
      var sessions = new SqlSessionStore(i % 2 == 0 ? one : other);
      Session next = session.withStaleAccess(NOW, POLICY);
      assertThat(sessions.replace(session, next)).isTrue();
      session = next;
    }

    assertThat(new SqlSessionStore(one).find(session.id())).contains(session);
    assertThat(session.version()).isEqualTo(101);
  }

  @Test
  void another_process_ends_a_session_and_this_one_sees_it() throws Exception {
    Database database = temporary.database();
    Session session = opened(database);
    long before = database.mark();

    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EndSession.class.getName(),
                temporary.file().toString(),
                session.id().text())
            .inheritIO()
            .start()
            .waitFor();

    assertThat(exit).isZero();
    assertThat(database.mark()).isNotEqualTo(before);
    assertThat(new SqlSessionStore(database).find(session.id())).contains(ended(session));
    assertThat(new SqlSessionStore(database).replace(session, ended(session))).isFalse();
  }

  /// The other process.
  static final class EndSession {
    private EndSession() {}

    public static void main(String[] arguments) {
      try (Database database =
          Database.open(DatabaseSettings.Sqlite.ofFile(Path.of(arguments[0])))) {
        var sessions = new SqlSessionStore(database);
        Session seen = sessions.find(SessionId.parse(arguments[1]).orElseThrow()).orElseThrow();
        if (!sessions.replace(seen, ended(seen))) {
          throw new IllegalStateException("somebody else was first");
        }
      }
    }
  }
}
