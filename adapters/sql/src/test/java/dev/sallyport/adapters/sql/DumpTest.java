package dev.sallyport.adapters.sql;

import static dev.sallyport.application.port.Given.CLIENT;
import static dev.sallyport.application.port.Given.NOW;
import static dev.sallyport.application.port.Given.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.session.EndCause;
import dev.sallyport.domain.user.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What whoever steals the SQLite file does not find in it.
final class DumpTest extends DumpContract {

  @RegisterExtension private final TemporaryDatabase temporary = new TemporaryDatabase();

  @Override
  Database database() {
    return temporary.database();
  }

  @Override
  byte[] dump() throws IOException {
    temporary.closeAll();
    return Files.readAllBytes(temporary.file());
  }

  @Test
  void a_deleted_name_and_hash_are_overwritten() throws Exception {
    Database database = temporary.database();
    var users = new SqlUserStore(database);
    User alice = given.user("alice.with.a.name");
    users.add(alice);
    users.add(given.user("bob"));
    new SqlSessionStore(database)
        .open(given.session(alice), alice, Optional.empty(), _ -> List.of());
    users.delete(
        alice, NOW, live -> live.ended(EndCause.USER_DELETED, CLIENT.address(), NOW, POLICY));

    assertThat(temporary.file().resolveSibling("sallyport.db-wal")).isEmptyFile();
    byte[] dump = dump();
    assertThat(holds(dump, "{plain}of bob".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(holds(dump, "alice.with".getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
