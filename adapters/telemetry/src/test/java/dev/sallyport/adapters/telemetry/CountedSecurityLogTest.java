package dev.sallyport.adapters.telemetry;

import static dev.sallyport.application.port.Given.CALLER;
import static dev.sallyport.application.port.Given.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.application.port.RecordingSecurityLog;
import dev.sallyport.application.port.SecurityEvent;
import dev.sallyport.application.port.SecurityEvent.LimitExceeded;
import dev.sallyport.domain.throttle.LimitName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What security events add up to.
class CountedSecurityLogTest {

  private final RecordingSecurityLog behind = new RecordingSecurityLog();
  private final Metrics metrics = new Metrics();
  private final CountedSecurityLog log = new CountedSecurityLog(behind, metrics);

  private List<String> counts() {
    return new String(metrics.page(), UTF_8).lines().filter(line -> !line.startsWith("#")).toList();
  }

  private List<String> countedBy(SecurityEvent event) {
    var before = counts();
    log.record(event, CALLER, NOW);
    var after = new ArrayList<>(counts());
    after.removeAll(before);
    return after.stream().map(line -> line.replaceFirst(" .*", "")).toList();
  }

  @Test
  void every_event_goes_on_and_counts_where_it_belongs() {
    var events =
        Stream.concat(
                JsonSecurityLogTest.events().map(JsonSecurityLogTest.Expected::event),
                JsonSecurityLogTest.variants())
            .toList();
    var all = new ArrayList<String>();
    events.forEach(event -> all.addAll(countedBy(event)));

    assertThat(behind.events(SecurityEvent.class)).isEqualTo(events);
    assertThat(all)
        .contains(
            "sallyport_logins_total{outcome=\"success\"}",
            "sallyport_logins_total{outcome=\"success_after_failures\"}",
            "sallyport_logins_total{outcome=\"unknown_user\"}",
            "sallyport_logins_total{outcome=\"limited\"}",
            "sallyport_refreshes_total{outcome=\"retried\"}",
            "sallyport_refreshes_total{outcome=\"replayed_theft\"}",
            "sallyport_refreshes_total{outcome=\"refused_expired\"}",
            "sallyport_refreshes_total{outcome=\"contended\"}",
            "sallyport_replays_total{class=\"theft\"}",
            "sallyport_sessions_ended_total{cause=\"logged_out\"}",
            "sallyport_limit_refusals_total{limit=\"login-per-address\"}",
            "sallyport_refusals_total{of=\"csrf\"}",
            "sallyport_refusals_total{of=\"input\"}",
            "sallyport_refusals_total{of=\"access_token_invalid\"}",
            "sallyport_refusals_total{of=\"access_token_revoked\"}",
            "sallyport_refusals_total{of=\"role\"}",
            "sallyport_refusals_total{of=\"service\"}",
            "sallyport_refusals_total{of=\"session_ahead\"}");
  }

  @Test
  void what_a_limit_refuses_counts_for_it_and_for_what_it_refused() {
    assertThat(countedBy(new LimitExceeded(LimitName.REFRESH_PER_ADDRESS)))
        .containsExactlyInAnyOrder(
            "sallyport_limit_refusals_total{limit=\"refresh-per-address\"}",
            "sallyport_refreshes_total{outcome=\"limited\"}");
    assertThat(countedBy(new LimitExceeded(LimitName.CSRF_PER_ADDRESS)))
        .containsExactly("sallyport_limit_refusals_total{limit=\"csrf-per-address\"}");
  }

  @Test
  void counting_makes_no_series() {
    int before = counts().size();
    JsonSecurityLogTest.variants().forEach(event -> log.record(event, CALLER, NOW));

    assertThat(counts()).hasSize(before);
  }
}
