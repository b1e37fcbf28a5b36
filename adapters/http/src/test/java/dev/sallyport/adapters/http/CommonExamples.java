package dev.sallyport.adapters.http;

import dev.sallyport.adapters.http.CommonGround.Turn;
import dev.sallyport.adapters.http.Patience.Pace;
import dev.sallyport.domain.throttle.Limit;
import dev.sallyport.domain.throttle.LimitPolicy;
import dev.sallyport.domain.throttle.Unlimited;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// What routes have in common in their answers.
final class CommonExamples {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Has little patience with bodies.
  private static final Patience HASTY =
      new Patience(
          MINUTE,
          MINUTE,
          new Pace(Duration.ofMillis(50), 1_000_000),
          new Pace(MINUTE, 1_000_000),
          MINUTE,
          Duration.ofMillis(20),
          100,
          100);

  private CommonExamples() {}

  static Map<CommonGround, ExampleSection> sections() throws IOException {
    var sections = new EnumMap<CommonGround, ExampleSection>(CommonGround.class);
    try (var server = TestServer.startWithDemo()) {
      var world = new ExampleWorld(server);
      for (CommonGround ground : CommonGround.values()) {
        sections.put(
            ground,
            ExampleSection.of(ground.title(), world, (section, _) -> play(ground, section, world)));
      }
    }
    return sections;
  }

  private static void play(CommonGround ground, ExampleSection section, ExampleWorld world)
      throws IOException {
    if (ground == CommonGround.EVERY) {
      asIs(section);
    }
    for (Turn turn : ground.turns()) {
      section.add(turn.when(), turn.change().apply(world.granted(ground.shown())));
    }
    switch (ground) {
      case EVERY -> fromTheServer(section, world);
      case ACCESS_TOKEN -> accessTokens(section, world);
      case ADMINISTRATORS ->
          section.add(
              "the caller lacks the role",
              Ask.get("/admin/users").bearer(world.server.signIn().access()));
      case LIMITED -> limit(section);
      case NO_BODY, JSON, FORM, OUR_PAGES -> {}
    }
  }

  private static void asIs(ExampleSection section) throws IOException {
    section.add("there is no such path, in full", Ask.get("/nothing"));
    section.add("a HEAD, where there is a GET", Ask.of("HEAD", "/health"));
    try (var server = TestServer.startWithAllowedOrigin()) {
      section.add(
          "what a browser asks first for a page of an allowed origin",
          Ask.of("OPTIONS", "/auth/refresh")
              .with("Origin", TestServer.ALLOWED_ORIGIN)
              .with("Access-Control-Request-Method", "POST"),
          server);
    }
  }

  /// What is answered before there is a route, or after it has failed.
  private static void fromTheServer(ExampleSection section, ExampleWorld world) throws IOException {
    var server = world.server;
    try (var hasty = TestServer.start(HASTY)) {
      section.add(
          "the body did not come",
          "POST /auth/login HTTP/1.1\r\nHost: localhost:%d\r\n".formatted(hasty.port)
              + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
          hasty);
    }
    section.add("a request line of more than 4 KiB", Ask.get("/health?" + "x".repeat(4 * 1024)));
    section.add(
        "headers of more than 8 KiB", Ask.get("/health").with("X-Much", "x".repeat(8 * 1024)));
    section.add(
        "another version of HTTP",
        "GET /health HTTP/1.2\r\nHost: localhost:%d\r\n\r\n".formatted(server.port),
        server);
    Route broken =
        Route.get(
            "/broken",
            Access.PUBLIC,
            _ -> {
              throw new IllegalStateException("for this example");
            });
    try (var other = TestServer.start(broken);
        var log = HttpLog.read()) {
      section.add("nobody foresaw it; the log has it by the request id", Ask.get("/broken"), other);
      log.forget();
    }
    try (var log = HttpLog.read()) {
      var browser = server.signIn();
      server.database.takeDown();
      section.add("a store is down, or there is no capacity", browser.me());
      server.database.bringUp();
      log.forget();
    }
  }

  private static void accessTokens(ExampleSection section, ExampleWorld world) throws IOException {
    var ended = world.server.signIn();
    world.server.send(ended.loggingOut());
    section.add("its session is over, or the user has changed", ended.me());
    var old = world.server.signIn();
    world.server.advance(Duration.ofMinutes(15));
    section.add("it has expired", old.me());
  }

  private static void limit(ExampleSection section) throws IOException {
    var off = new Unlimited();
    try (var server =
        TestServer.startWithLimits(LimitPolicy.of(new Limit(20, MINUTE), 0, off, off))) {
      for (int i = 0; i < 20; i++) {
        server.signIn();
      }
      section.add("too many", TestServer.login("alice", TestServer.PASSWORD), server);
    }
  }
}
