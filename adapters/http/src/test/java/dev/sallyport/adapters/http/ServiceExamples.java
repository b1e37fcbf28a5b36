package dev.sallyport.adapters.http;

import static dev.sallyport.adapters.http.ExampleWorld.anybody;
import static dev.sallyport.adapters.http.ExampleWorld.feed;
import static dev.sallyport.adapters.http.ExampleWorld.service;

import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Unlimited;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What services are answered, and whoever asks for what is the same for everybody.
final class ServiceExamples {

  private ServiceExamples() {}

  static List<ExampleSection> sections() throws IOException {
    try (var server = TestServer.startWithDemo()) {
      return sections(new ExampleWorld(server));
    }
  }

  /// @param same for what is the same for everybody
  private static List<ExampleSection> sections(ExampleWorld same) throws IOException {
    var sections = new ArrayList<ExampleSection>();
    sections.add(ExampleSection.of("GET /auth/revocations", ServiceExamples::revocations));
    sections.add(ExampleSection.of("POST /oauth/introspect", ServiceExamples::introspect));
    sections.add(ExampleSection.of("POST /oauth/revoke", ServiceExamples::revoke));
    sections.add(there("/.well-known/jwks.json", "the public keys; none with HS256", same));
    sections.add(there("/.well-known/oauth-authorization-server", "the metadata", same));
    sections.add(there("/sallyport.js", "the client", same));
    sections.add(there("/sallyport.d.ts", "its types", same));
    sections.add(ExampleSection.of("GET /health", ServiceExamples::health));
    for (String path : List.of("/demo", "/demo.js", "/demo.css", "/demo.svg")) {
      sections.add(there(path, "the file", same));
    }
    sections.add(ExampleSection.of("POST /demo/theft", ServiceExamples::theft));
    return List.copyOf(sections);
  }

  private static ExampleSection there(String path, String when, ExampleWorld world)
      throws IOException {
    return ExampleSection.of(
        "GET " + path, world, (section, _) -> section.add(when, Ask.get(path)));
  }

  private static void revocations(ExampleSection section, ExampleWorld world) throws IOException {
    world.server.send(world.server.signIn().loggingOut());
    String tag = section.add("the list", feed("?after=0")).one("ETag");
    section.add("nothing is new", feed("?after=0").with("If-None-Match", tag));
    section.add("no number", feed("?after=x"));
    section.add("two secrets", feed("").with("Authorization", "Bearer x"));
    section.add("no secret", Ask.get(RevocationsRoute.PATH));
    section.add("a wrong secret", Ask.get(RevocationsRoute.PATH).bearer("x"));
  }

  private static void introspect(ExampleSection section, ExampleWorld world) throws IOException {
    String path = Routes.INTROSPECT;
    section.add("a token that is let in", service(path, "token=" + world.server.signIn().access()));
    section.add("any other", service(path, "token=x"));
    section.add("no token", service(path, ""));
    section.add("no client, or not its secret", anybody(path, "token=x"));
  }

  private static void revoke(ExampleSection section, ExampleWorld world) throws IOException {
    String path = Routes.REVOKE;
    section.add(
        "over, if it was not before", service(path, "token=" + world.server.signIn().access()));
    section.add("no token", service(path, ""));
    section.add("no client, or not its secret", anybody(path, "token=x"));
  }

  private static void health(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("the database answers", Ask.get("/health"));
    world.server.database.takeDown();
    section.add("the database can't be read", Ask.get("/health"));
  }

  private static void theft(ExampleSection section, ExampleWorld world) throws IOException {
    var server = world.server;
    section.add("what the thief got", world.stealing("demo"));
    section.add("a user who is not demo", world.stealing("alice"));
    var browser = server.signIn("demo");
    Ask without = Ask.post("/demo/theft").bearer(browser.access());
    section.add("no cookie of the same session", without);
    section.add("no CSRF token", without.with("Cookie", browser.cookies()));
    var off = new Unlimited();
    var limits = LimitPolicy.of(off, 0, new Limit(1, Duration.ofMinutes(1)), off);
    try (var limited = TestServer.startWithDemo(limits)) {
      limited.addUser("demo");
      var first = limited.signIn("demo");
      var second = Browser.of(limited.send(first.refreshing()).isOk());
      section.add(
          "the session was refreshed too often",
          Ask.post("/demo/theft")
              .bearer(second.access())
              .with("Cookie", second.cookies())
              .with("X-CSRF-Token", second.csrf()),
          limited);
    }
  }
}
