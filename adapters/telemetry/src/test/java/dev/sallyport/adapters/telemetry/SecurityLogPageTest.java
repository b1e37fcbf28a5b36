package dev.sallyport.adapters.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.AccessTokenRefused;
import dev.sallyport.application.port.SecurityEvent.CsrfRefused;
import dev.sallyport.application.port.SecurityEvent.LoginFailed;
import dev.sallyport.application.port.SecurityEvent.PasswordNotChanged;
import dev.sallyport.application.port.SecurityEvent.UserChanged;
import dev.sallyport.domain.session.Refusal;
import dev.sallyport.domain.session.Reuse;
import dev.sallyport.domain.session.ReuseClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The page of the security log knows every event, its level and its members, and no others.
class SecurityLogPageTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z_]+)` \\| (INFO|WARN|ERROR) \\| (.*?) \\| .* \\|$");

  /// What the page says of an event.
  private record Row(String level, String members, String text) {}

  private String page = "";
  private final Map<String, Row> rows = new LinkedHashMap<>();

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(Path.of("../../docs/security-log.md"));
    page.lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(m -> rows.put(m.group(1), new Row(m.group(2), m.group(3), m.group())));
  }

  /// A line of every kind of event, and of every name that a kind has.
  private static Stream<Map<String, Object>> lines() {
    return Stream.of(
            JsonSecurityLogTest.events().map(JsonSecurityLogTest.Expected::event),
            JsonSecurityLogTest.variants())
        .flatMap(events -> events)
        .map(JsonSecurityLogTest::parsed);
  }

  @Tag("ASVS-16.1.1")
  @Test
  void it_has_every_event_and_no_other() {
    assertThat(rows.keySet())
        .isEqualTo(lines().map(line -> line.get("event")).collect(Collectors.toSet()));
    assertThat(JsonSecurityLogTest.events().map(line -> line.event().getClass().getName()))
        .containsAll(
            Arrays.stream(SecurityEvent.class.getPermittedSubclasses())
                .map(Class::getName)
                .toList());
  }

  @Tag("ASVS-16.1.1")
  @Test
  void it_has_the_level_and_the_members_of_each() {
    var common =
        new TreeSet<>(
            Set.of("ts", "event", "level", "outcome", "request_id", "address", "user_agent"));
    lines()
        .forEach(line -> {
          var event = String.valueOf(line.get("event"));
          Row row = Objects.requireNonNull(rows.get(event), event);
          assertThat(row.level()).as(row.text()).isEqualTo(line.get("level"));
          String members = event.equals("authn_token_reuse") ? page : row.members();
          assertThat(line.keySet())
              .as(row.text())
              .allMatch(member -> common.contains(member) || members.contains('`' + member + '`'));
        });
    assertThat(common).allMatch(member -> page.contains("| `" + member + "` |"));
  }

  @Test
  void it_has_every_word_that_a_reason_can_be() {
    Stream.<Enum<?>[]>of(
            LoginFailed.Failure.values(),
            UserChanged.Change.values(),
            PasswordNotChanged.Obstacle.values(),
            CsrfRefused.Cause.values(),
            AccessTokenRefused.Flaw.values(),
            ReuseClass.values(),
            Reuse.Where.values(),
            Reuse.Key.values(),
            new Refusal[] {Refusal.EXPIRED, Refusal.ENDED})
        .flatMap(Arrays::stream)
        .filter(word -> word != AccessTokenRefused.Flaw.INVALID) // stands in for all else
        .filter(word -> word != UserChanged.Change.ROLES && word != UserChanged.Change.DELETED)
        .forEach(
            word -> assertThat(page).contains('`' + word.name().toLowerCase(Locale.ROOT) + '`'));
  }
}
