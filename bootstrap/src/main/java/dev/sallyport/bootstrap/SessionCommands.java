package dev.sallyport.bootstrap;

import dev.sallyport.application.session.ListSessions.Listed;
import dev.sallyport.domain.session.ClientAddress;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "session",
    description = "Lists and ends sessions.",
    synopsisSubcommandLabel = "COMMAND")
final class SessionCommands {

  private static final String NAME = "The user's name.";

  private static final String EXPIRED = "expired";

  private final Commands commands;

  SessionCommands(Commands commands) {
    this.commands = commands;
  }

  @Command(
      description = {
        "Lists the sessions of a user, the newest first.",
        "Those that live, and the newest of those that are over."
      })
  int list(
      @Parameters(paramLabel = "NAME", description = NAME) Username name,
      @Option(names = "--json", description = Listing.JSON) boolean json) {
    return commands.withInstallation(installation ->
        installation
            .users
            .findByName(name)
            .map(user -> list(installation, user, json))
            .orElseGet(this::noSuchUser));
  }

  private int list(Installation installation, User user, boolean json) {
    var listing =
        new Listing(
            terminal(), json, "ID", "STARTED", "LAST USED", "ENDS", "ADDRESS", "STATE", "CLIENT");
    for (Listed listed : installation.listSessions.of(user.id())) {
      Session session = listed.session();
      listing.add(
          object(listed),
          session.id().text(),
          session.startedAt().toString(),
          session.lastRotation().at().toString(),
          session.endsAt().toString(),
          session.lastRotation().by().address().text(),
          state(listed),
          session.lastRotation().by().userAgent());
    }
    return listing.done();
  }

  private static Map<String, ?> object(Listed listed) {
    Session session = listed.session();
    var last = session.lastRotation();
    return new JsonObject()
        .with("sid", session.id().text())
        .with("started_at", session.startedAt().toString())
        .with("last_used_at", last.at().toString())
        .with("ends_at", session.endsAt().toString())
        .with("user_agent", last.by().userAgent())
        .with("address", last.by().address().text())
        .with("ended", ended(listed))
        .members();
  }

  private static Optional<Map<String, ?>> ended(Listed listed) {
    Session session = listed.session();
    if (listed.expired()) {
      // Nobody did anything, so it was from nowhere.
      return Optional.of(ended(session.idleUntil(), EXPIRED, ClientAddress.NONE));
    }
    return session.end().map(end -> ended(end.at(), end.cause().word(), end.by()));
  }

  private static Map<String, ?> ended(Instant at, String cause, ClientAddress by) {
    return new JsonObject()
        .with("at", at.toString())
        .with("cause", cause)
        .with("address", by.text())
        .members();
  }

  private static String state(Listed listed) {
    return listed
        .session()
        .end()
        .map(end -> end.cause().word() + ' ' + end.at())
        .orElse(listed.expired() ? EXPIRED : "live");
  }

  @Command(description = "Ends one session, felt at the next request.")
  int revoke(
      @Parameters(paramLabel = "SID", description = "The id of a session, from session list.")
          SessionId id) {
    return commands.withInstallation(installation ->
        installation.endSessions.end(id, installation.commandLine())
            ? terminal().done("ended " + id)
            : terminal().failed("there is no session of this id that has not ended"));
  }

  @Command(
      name = "revoke-all",
      description = "Ends all sessions of a user, or of everyone, felt at the next request.")
  int revokeAll(
      @Parameters(paramLabel = "NAME", arity = "0..1", description = NAME) @Nullable Username name,
      @Option(names = "--everyone", description = "Those of every user.") boolean everyone) {
    if (everyone == (name != null)) {
      terminal().complain("it takes NAME or --everyone");
      return Terminal.MISUSED;
    }
    return commands.withInstallation(installation ->
        Optional.ofNullable(name)
            .map(one ->
                installation
                    .users
                    .findByName(one)
                    .map(user -> endAllOf(installation, user))
                    .orElseGet(this::noSuchUser))
            .orElseGet(() -> ended(installation.endSessions.endAll(installation.commandLine()))));
  }

  private int endAllOf(Installation installation, User user) {
    return ended(installation.endSessions.endAllOf(user.id(), installation.commandLine()));
  }

  private int ended(int count) {
    return terminal().done("ended " + count + (count == 1 ? " session" : " sessions"));
  }

  private int noSuchUser() {
    return terminal().failed("there is no user of this name");
  }

  private Terminal terminal() {
    return commands.terminal();
  }
}
