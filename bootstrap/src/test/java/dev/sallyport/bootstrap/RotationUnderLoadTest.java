package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.adapters.guard.Admission.Admitted;
import dev.sallyport.adapters.guard.GuardSettings;
import dev.sallyport.adapters.guard.SallyportVerifier;
import dev.sallyport.domain.key.SigningKeys;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys are rotated, and time passes, while clients refresh and another service is called: no good
/// token is refused, by the server or by the guard.
class RotationUnderLoadTest {

  private static final String PASSWORD = "a long enough pass phrase";
  private static final int CLIENTS = 4;
  private static final int ROUNDS_BETWEEN_STEPS = 5 * CLIENTS;
  private static final Duration STEP = Duration.ofSeconds(100);
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final StringWriter out = new StringWriter();
  private final AtomicInteger rounds = new AtomicInteger();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final CountDownLatch enough = new CountDownLatch(1);

  private record Held(String access, String refresh, String csrf) {}

  private String url() {
    String printed = out.toString();
    int from = printed.indexOf("http://127");
    return printed
        .substring(from, printed.indexOf('\n', from))
        .strip()
        .replace("127.0.0.1", "localhost");
  }

  @Test
  @Tag("K-12")
  void no_good_token_is_refused() {
    var machine = new Machine(directory);
    // It signs the quickest, so that more happens in the same time.
    machine.environment.put("SALLYPORT_SIGNING_ALGORITHM", "ES256");
    machine.environment.put("SALLYPORT_LIMITS_REFRESH_PER_SESSION", "1000000/1s");
    machine.environment.put("SALLYPORT_LIMITS_REFRESH_PER_ADDRESS", "1000000/1s");
    machine.piping(PASSWORD).run("user", "add", "alice");
    var err = new StringWriter();
    var ran = machine.whileServing(() -> rotateWhileClientsWork(machine)).run(out, err, "serve");

    assertThat(ran.exitCode()).as(err.toString()).isZero();
    assertThat(refused).isEmpty();
  }

  private void rotateWhileClientsWork(Machine machine) throws InterruptedException {
    // Another service, which keeps the keys for five minutes, as it may, and asks for nothing else.
    var guard =
        SallyportVerifier.start(
            GuardSettings.withoutRevocations(url()), machine::now, new SplittableRandom(1));
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofPlatform().start(() -> work(guard)));
    }
    Duration whole = SigningKeys.PUBLISHED_BEFORE.plus(SigningKeys.VERIFIES_AFTER);
    for (Duration passed = Duration.ZERO;
        passed.compareTo(whole) <= 0;
        passed = passed.plus(STEP)) {
      if (passed.toSeconds() % 900 == 0) {
        assertThat(machine.run("key", "rotate").err()).isEmpty();
      }
      int until = rounds.get() + ROUNDS_BETWEEN_STEPS;
      while (rounds.get() < until && refused.isEmpty()) {
        Thread.onSpinWait();
      }
      machine.pass(STEP);
    }
    enough.countDown();
    for (Thread client : clients) {
      client.join();
    }
  }

  private void work(SallyportVerifier guard) {
    try {
      Held held = logIn();
      while (enough.getCount() > 0) {
        if (!(guard.admit(held.access) instanceof Admitted)) {
          refused.add("by the guard: " + held.access);
        }
        int me = me(held);
        if (me != 200) {
          refused.add("by us: " + me);
        }
        held = refresh(held);
        rounds.incrementAndGet();
      }
    } catch (Exception e) {
      refused.add(e.toString());
    }
  }

  private Held logIn() throws IOException, InterruptedException {
    String body = "{\"username\":\"alice\",\"password\":\"" + PASSWORD + "\"}";
    return held(
        HttpRequest.newBuilder(URI.create(url() + "/auth/login"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private Held refresh(Held held) throws IOException, InterruptedException {
    return held(
        HttpRequest.newBuilder(URI.create(url() + "/auth/refresh"))
            .header("Cookie", "__Host-Http-refresh=" + held.refresh + "; __Host-csrf=" + held.csrf)
            .header("X-CSRF-Token", held.csrf)
            .POST(BodyPublishers.noBody()));
  }

  private int me(Held held) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(url() + "/auth/me"))
                .header("Authorization", "Bearer " + held.access)
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private Held held(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var body = JSON.readTree(answer.body());
    return new Held(
        body.get("access_token").asText(),
        cookie(answer, "__Host-Http-refresh"),
        body.get("csrf_token").asText());
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(line -> line.startsWith(name + '='))
        .map(line -> line.substring(name.length() + 1, line.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }
}
