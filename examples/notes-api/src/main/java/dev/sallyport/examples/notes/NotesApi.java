package dev.sallyport.examples.notes;

import dev.sallyport.adapters.gate.Json.JsonObject;
import dev.sallyport.adapters.gate.StrictJson;
import dev.sallyport.adapters.gate.StrictJson.Document;
import dev.sallyport.adapters.gate.StrictJson.Limits;
import dev.sallyport.adapters.guard.GuardSettings;
import dev.sallyport.adapters.guard.JavalinGuard;
import dev.sallyport.adapters.guard.RouteRule;
import dev.sallyport.adapters.guard.SallyportVerifier;
import dev.sallyport.domain.user.UserId;
import io.javalin.Javalin;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A service behind Sallyport: everybody who is signed in has notes of their own, and who has the
/// role `notes-admin` may delete any.
///
/// It takes its settings from the environment:
///
/// | name | meaning |
/// | --- | --- |
/// | `SALLYPORT_URL` | where Sallyport is, such as `http://localhost:8080` |
/// | `FEED_SECRET_FILE` | a file with Sallyport's `feed.secret` |
/// | `PORT` | where to listen on loopback; 0, the default, picks a free one |
/// | `SALLYPORT_ISSUER` | Sallyport's `issuer`, where that is not its URL |
/// | `MAX_STALENESS` | seconds for which Sallyport may be away; 30 if not set |
public final class NotesApi {

  private static final int MAX_LENGTH = 1_000;

  private final Notes notes = new Notes();

  private NotesApi() {}

  /// Serves until it is told to stop.
  public static void main(String[] args) throws IOException {
    Map<String, String> environment = System.getenv();
    var verifier =
        SallyportVerifier.start(
            settings(environment), InstantSource.system(), RandomGenerator.getDefault());
    int port = Integer.parseInt(environment.getOrDefault("PORT", "0"));
    Javalin service = new NotesApi().service(verifier).start("127.0.0.1", port);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              service.stop();
              verifier.close();
            }));
    System.out.println("notes-api listening on http://localhost:" + service.port());
  }

  private static GuardSettings settings(Map<String, String> environment) throws IOException {
    String url = required(environment, "SALLYPORT_URL");
    String secret = Files.readString(Path.of(required(environment, "FEED_SECRET_FILE"))).strip();
    String staleness = environment.getOrDefault("MAX_STALENESS", "30");
    return GuardSettings.of(environment.getOrDefault("SALLYPORT_ISSUER", url), secret)
        .withServerUrl(URI.create(url))
        .withMaxStaleness(Duration.ofSeconds(Long.parseLong(staleness)));
  }

  private static String required(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
  }

  private Javalin service(SallyportVerifier verifier) {
    return Javalin.create(config -> {
      config.startup.showJavalinBanner = false;
      JavalinGuard.protect(config, verifier); // before the routes, and it holds for all of them
      config.routes.get("/notes", this::list, RouteRule.SIGNED_IN);
      config.routes.post("/notes", this::add, RouteRule.SIGNED_IN);
      config.routes.delete("/notes/{id}", this::delete, RouteRule.role("notes-admin"));
    });
  }

  /// A note as it is sent.
  private record NoteBody(long id, String text) {
    static NoteBody of(Notes.Note note) {
      return new NoteBody(note.id(), note.text());
    }
  }

  private void list(Context ctx) {
    UserId caller = JavalinGuard.principal(ctx).user();
    ctx.json(notes.of(caller).stream().map(NoteBody::of).toList());
  }

  private void add(Context ctx) {
    UserId caller = JavalinGuard.principal(ctx).user();
    ctx.status(HttpStatus.CREATED).json(NoteBody.of(notes.add(caller, text(ctx.bodyAsBytes()))));
  }

  private void delete(Context ctx) {
    String id = ctx.pathParam("id");
    boolean found = id.matches("[0-9]{1,18}") && notes.remove(Long.parseLong(id));
    ctx.status(found ? HttpStatus.NO_CONTENT : HttpStatus.NOT_FOUND);
  }

  /// The body is `{"text": "..."}`, and nothing else; Sallyport's strict reader is there already.
  private static String text(byte[] body) {
    if (StrictJson.parse(body, Limits.BODY) instanceof Document(JsonObject note)
        && note.members().size() == 1) {
      return note.string("text")
          .filter(text -> !text.isBlank() && text.length() <= MAX_LENGTH)
          .orElseThrow(BadRequestResponse::new);
    }
    throw new BadRequestResponse();
  }
}
