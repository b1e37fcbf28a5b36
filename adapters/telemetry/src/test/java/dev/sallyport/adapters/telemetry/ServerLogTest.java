package dev.sallyport.adapters.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.application.port.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ServerLogTest {

  private static final Logger LOG = LoggerFactory.getLogger("dev.sallyport.Some");

  @Test
  void a_plain_line_has_time_level_class_and_text() {
    assertThat(Captured.text(ServerLog.Format.PLAIN, () -> LOG.info("listening on {}", 8080)))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO {2}Some: listening on 8080\n");
  }

  @Tag("ASVS-16.2.4")
  @Test
  void a_json_line_has_the_formatted_message() throws Exception {
    String text = Captured.text(ServerLog.Format.JSON, () -> LOG.warn("listening on {}", 8080));
    JsonNode line = new JsonMapper().readTree(text);

    assertThat(text).endsWith("}\n");
    assertThat(line.properties().stream().map(Map.Entry::getKey))
        .containsExactly("ts", "level", "logger", "message");
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("logger").asText()).isEqualTo("dev.sallyport.Some");
    assertThat(line.get("message").asText()).isEqualTo("listening on 8080");
  }

  @Tag("ASVS-16.4.1")
  @ParameterizedTest
  @EnumSource
  void a_message_stays_on_its_line(ServerLog.Format format) {
    var lines =
        Captured.lines(format, () -> LOG.info("a\n2026 INFO forged\r\u001b[2J\u2028\u202e\u0085b"));

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e\\u0085]");
  }

  @ParameterizedTest
  @EnumSource
  void an_exception_is_logged_with_its_causes_and_frames(ServerLog.Format format) {
    var down =
        new StoreUnavailableException("reading a session", new SQLException("disk I/O error"));

    assertThat(Captured.text(format, () -> LOG.error("a request failed", down)))
        .contains("dev.sallyport.application.port.StoreUnavailableException: reading a session")
        .contains("Caused by: java.sql.SQLException: disk I/O error")
        .contains("at ")
        .contains("ServerLogTest");
  }

  @Tag("ASVS-16.4.1")
  @ParameterizedTest
  @EnumSource
  void no_message_of_an_exception_forges_a_line(ServerLog.Format format) {
    var hostile = new IllegalStateException("x\n2026-01-01T00:00:00.000Z INFO Main: forged");

    assertThat(Captured.lines(format, () -> LOG.error("failed", hostile)))
        .noneMatch(line -> line.startsWith("2026-01-01"));
  }

  @Tag("ASVS-16.2.5")
  @ParameterizedTest
  @EnumSource
  void no_secret_of_a_message_or_an_exception_is_logged(ServerLog.Format format) {
    String url = "jdbc:postgresql://db/auth?user=sally&password=S3cr3t!x&ssl=true";
    var thrown =
        new IllegalStateException(
            "can't open " + url,
            new SQLException("no route to redis://sally:S3cr3t@x@cache:6379/0"));
    String text =
        Captured.text(
            format,
            () -> {
              LOG.error("start failed with {}", url, thrown);
              LOG.warn("Authorization: Bearer eyJhbGciOi.eyJpc3MiOi.S3cr3t");
              LOG.warn("Authorization: Basic S3cr3t");
              LOG.warn("a token eyJhbGciOiJIUzI1NiJ9.eyJTM2NyM3QiOjF9.S3cr3tS3cr3t here");
              LOG.warn("the cookie " + "S3cr3tS3cr3".repeat(7));
              LOG.warn("the hash $2a$12$S3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3tS3cr3");
              LOG.warn("{\"password\": \"S3cr3t\"}");
              LOG.warn("{\"password\":\"S3cr3t");
              LOG.warn("master-key = S3cr3t");
            });

    assertThat(text).doesNotContain("S3cr3t").contains("***").contains("jdbc:postgresql://db/auth");
  }

  @Test
  void what_is_no_secret_stays() {
    String text =
        "the session 019389ab-1234-7abc-8def-0123456789ab of user 5 on http://localhost:8080 is in"
            + " /var/lib/sallyport/data/sallyport.db";

    assertThat(Captured.text(ServerLog.Format.PLAIN, () -> LOG.info(text))).contains(text);
  }

  @ParameterizedTest
  @EnumSource
  void the_message_of_a_library_that_quotes_its_input_is_left_out(ServerLog.Format format) {
    var quoting = new JsonParseException(null, "Unrecognized 'hunter2'");

    assertThat(Captured.text(format, () -> LOG.error("failed", quoting)))
        .contains("com.fasterxml.jackson.core.JsonParseException")
        .doesNotContain("hunter2");
  }

  @Test
  void libraries_are_quiet_and_ours_are_not() {
    var lines =
        Captured.lines(
            ServerLog.Format.PLAIN,
            () -> {
              LoggerFactory.getLogger("org.eclipse.jetty.server.Server").info("noise");
              LoggerFactory.getLogger("io.javalin.Javalin").info("noise");
              LoggerFactory.getLogger("com.zaxxer.hikari.HikariDataSource").info("noise");
              LoggerFactory.getLogger("org.jdbi.v3.core").info("noise");
              LOG.debug("noise");
              LoggerFactory.getLogger("org.eclipse.jetty.server.Server").warn("heard");
              LOG.info("heard");
            });

    assertThat(lines).hasSize(2).allMatch(line -> line.endsWith("heard"));
  }

  @Tag("ASVS-16.2.3")
  @Test
  void the_other_ways_to_log_end_in_the_same_log() {
    var lines =
        Captured.lines(
            ServerLog.Format.PLAIN,
            () -> {
              System.getLogger("a.b.Platform").log(System.Logger.Level.WARNING, "by the platform");
              java.util.logging.Logger.getLogger("a.b.Util").warning("by java.util.logging");
            });

    assertThat(lines)
        .satisfiesExactly(
            line -> assertThat(line).endsWith(" WARN  Platform: by the platform"),
            line -> assertThat(line).endsWith(" WARN  Util: by java.util.logging"));
  }

  @Test
  void until_the_log_starts_warnings_go_to_standard_error_and_nothing_else() {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    var bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, UTF_8));
    try {
      ServiceLoader.load(Configurator.class)
          .forEach(configurator -> configurator.configure(context));
      context.getLogger("a.Early").info("noise");
      context.getLogger("a.Early").warn("heard");
    } finally {
      System.setErr(before);
    }

    assertThat(bytes.toString(UTF_8)).endsWith(" WARN  Early: heard\n").doesNotContain("noise");
  }

  @Test
  void closing_leaves_the_stream_open_and_ends_the_log() {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true);
    ServerLog.start(ServerLog.Format.PLAIN, out).close();
    LOG.error("after the end");
    out.print("still open");

    assertThat(bytes).hasToString("still open");
  }

  @Test
  @Timeout(30)
  void nobody_waits_for_a_reader_that_has_stopped_and_what_is_lost_is_counted() {
    var hold = new CountDownLatch(1);
    var log = ServerLog.start(ServerLog.Format.JSON, new PrintStream(new Stuck(hold)));
    for (int i = 0; i < 30_000; i++) {
      LOG.info("line");
    }
    long lost = log.lost();
    hold.countDown();
    log.close();

    // 8,192 have room, and as many again may be in the writer's hands.
    assertThat(lost).isBetween(13_000L, 22_000L);
  }

  /// An output that nobody reads, until the latch opens.
  private static final class Stuck extends OutputStream {
    private final CountDownLatch hold;

    Stuck(CountDownLatch hold) {
      this.hold = hold;
    }

    @Override
    public void write(int b) throws IOException {
      try {
        hold.await();
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
    }
  }
}
