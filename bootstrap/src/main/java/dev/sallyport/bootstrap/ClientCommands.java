package dev.sallyport.bootstrap;

import dev.sallyport.domain.oauth.OAuthClient;
import dev.sallyport.domain.oauth.OAuthClientId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "client",
    description = "Adds, lists and removes the services that may introspect and revoke tokens.",
    synopsisSubcommandLabel = "COMMAND")
final class ClientCommands {

  private final Commands commands;

  ClientCommands(Commands commands) {
    this.commands = commands;
  }

  @Command(description = "Adds a service and shows its secret, this once.")
  int add(@Parameters(paramLabel = "NAME", description = "The service's name.") OAuthClientId id) {
    return commands.withInstallation(installation ->
        installation
            .changeClients
            .add(id, installation.commandLine())
            .map(secret -> terminal().done("secret of " + id + ": " + secret.reveal()))
            .orElseGet(() -> terminal().failed("there is a service of this name")));
  }

  @Command(description = "Lists the services.")
  int list(@Option(names = "--json", description = Listing.JSON) boolean json) {
    return commands.withInstallation(installation -> {
      var listing = new Listing(terminal(), json, "NAME", "ADDED");
      for (OAuthClient client : installation.clients.all()) {
        String id = client.id().text();
        String added = client.createdAt().toString();
        listing.add(
            new JsonObject().with("client_id", id).with("created_at", added).members(), id, added);
      }
      return listing.done();
    });
  }

  @Command(description = "Removes a service, felt at its next request.")
  int remove(
      @Parameters(paramLabel = "NAME", description = "The service's name.") OAuthClientId id) {
    return commands.withInstallation(installation ->
        installation.changeClients.remove(id, installation.commandLine())
            ? terminal().done("removed " + id)
            : terminal().failed("there is no service of this name"));
  }

  private Terminal terminal() {
    return commands.terminal();
  }
}
