package dev.sallyport.adapters.http;

import java.io.IOException;
import java.util.List;

/// What the administration API answers.
final class AdminExamples {

  private static final String NOBODY = "/00000000-0000-4000-8000-000000000000";

  private AdminExamples() {}

  static List<ExampleSection> sections() throws IOException {
    return List.of(
        ExampleSection.of("POST /admin/users", AdminExamples::create),
        ExampleSection.of("GET /admin/users", AdminExamples::list),
        ExampleSection.of("PATCH /admin/users/{sub}", AdminExamples::change),
        ExampleSection.of("DELETE /admin/users/{sub}", AdminExamples::delete),
        ExampleSection.of("POST /admin/users/{sub}/reset", AdminExamples::reset),
        ExampleSection.of("DELETE /admin/users/{sub}/sessions", AdminExamples::endSessions));
  }

  private static void create(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("made", world.granted("POST /admin/users"));
    section.add("another has the name", world.admin("POST", "", "{\"username\":\"alice\"}"));
    section.add(
        "what is no name and no role",
        world.admin("POST", "", "{\"username\":\"a b\",\"roles\":[\"A\"]}"));
  }

  private static void list(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("a page, and there are more", world.admin("GET", "?limit=2"));
    section.add("a page of none", world.admin("GET", "?limit=0"));
  }

  private static void change(ExampleSection section, ExampleWorld world) throws IOException {
    String alice = "/" + world.alice();
    section.add(
        "changed",
        world.admin(
            "PATCH",
            alice,
            "{\"username\":\"alicia\",\"roles\":[\"reader\",\"writer\"],\"disabled\":true}"));
    section.add("neither true nor false", world.admin("PATCH", alice, "{\"disabled\":1}"));
    section.add("another has the name", world.admin("PATCH", alice, "{\"username\":\"root\"}"));
    section.add(
        "it is the own user",
        world.admin("PATCH", "/" + world.root.id().text(), "{\"disabled\":true}"));
    section.add("there is no such user", world.admin("PATCH", NOBODY, "{\"disabled\":true}"));
  }

  private static void delete(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("deleted", world.granted("DELETE /admin/users/{sub}"));
    section.add("there is no such user", world.granted("DELETE /admin/users/{sub}"));
    section.add("it is the own user", world.admin("DELETE", "/" + world.root.id().text()));
  }

  private static void reset(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("a token for a mail", world.granted("POST /admin/users/{sub}/reset"));
    world.server.send(world.admin("PATCH", "/" + world.alice(), "{\"disabled\":true}")).isOk();
    section.add("the user is disabled", world.granted("POST /admin/users/{sub}/reset"));
    section.add("there is no such user", world.admin("POST", NOBODY + "/reset"));
  }

  private static void endSessions(ExampleSection section, ExampleWorld world) throws IOException {
    section.add("all are over", world.granted("DELETE /admin/users/{sub}/sessions"));
    section.add("what is the id of nobody", world.admin("DELETE", "/alice/sessions"));
  }
}
