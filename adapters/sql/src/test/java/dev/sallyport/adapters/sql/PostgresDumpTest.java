package dev.sallyport.adapters.sql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What whoever steals a dump of the PostgreSQL database does not find in it.
final class PostgresDumpTest extends DumpContract {

  @RegisterExtension private final TemporaryPostgres temporary = new TemporaryPostgres();

  @Override
  Database database() {
    return temporary.database();
  }

  @Override
  byte[] dump() throws SQLException {
    var dump = new ByteArrayOutputStream();
    try (Connection connection = temporary.connect();
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
              byte[] value =
                  rows.getObject(column) instanceof byte[] bytes
                      ? bytes
                      : String.valueOf(rows.getString(column)).getBytes(StandardCharsets.UTF_8);
              dump.writeBytes(value);
            }
          }
        }
      }
    }
    return dump.toByteArray();
  }
}
