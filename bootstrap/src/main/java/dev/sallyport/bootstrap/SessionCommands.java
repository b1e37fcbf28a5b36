package dev.sallyport.bootstrap;

import dev.sallyport.application.session.ListSessions.Listed;
import dev.sallyport.domain.session.Session;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
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

  private final Commands commands;

  SessionCommands(Commands commands) {
    this.commands = commands;
  }

  @Command(description = "Lists the sessions of a user, the newest first.")
  int list(@Parameters(paramLabel = "NAME") Username name) {
    return commands.withInstallation(installation ->
        installation
            .users
            .findByName(name)
            .map(user -> list(installation, user))
            .orElseGet(this::noSuchUser));
  }

  private int list(Installation installation, User user) {
    var table = new TextTable("ID", "STARTED", "LAST USED", "ENDS", "ADDRESS", "STATE", "CLIENT");
    for (Listed listed : installation.listSessions.of(user.id())) {
      Session session = listed.session();
      table.add(
          session.id().text(),
          session.startedAt().toString(),
          session.lastRotation().at().toString(),
          session.endsAt().toString(),
          session.lastRotation().by().address().text(),
          state(listed),
          session.lastRotation().by().userAgent());
    }
    table.print(terminal().out());
    return Terminal.OK;
  }

  private static String state(Listed listed) {
    return listed
        .session()
        .end()
        .map(end -> end.cause().word() + ' ' + end.at())
        .orElse(listed.expired() ? "expired" : "live");
  }

  @Command(description = "Ends one session, felt at the next request.")
  int revoke(@Parameters(paramLabel = "SID") SessionId id) {
    return commands.withInstallation(installation ->
        installation.endSessions.end(id, installation.commandLine())
            ? terminal().done("ended " + id)
            : terminal().failed("there is no session of this id that has not ended"));
  }

  @Command(
      name = "revoke-all",
      description = "Ends all sessions of a user, or of everyone, felt at the next request.")
  int revokeAll(
      @Parameters(paramLabel = "NAME", arity = "0..1") @Nullable Username name,
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
