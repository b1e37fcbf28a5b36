package dev.sallyport.bootstrap;

import dev.sallyport.bootstrap.config.ConfigReader.Told;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "config",
    description = "Shows every setting, its value (secrets masked) and where it came from.")
final class ConfigCommand implements Callable<Integer> {

  private final Commands commands;

  @Option(names = "--json", description = Listing.JSON)
  private boolean json;

  ConfigCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    return commands.withSettings(configured -> {
      var listing = new Listing(commands.terminal(), json, "SETTING", "VALUE", "FROM");
      for (Told told : configured.told()) {
        listing.add(
            new JsonObject()
                .with("setting", told.name())
                .with("value", told.value())
                .with("from", told.source())
                .members(),
            told.name(),
            told.value(),
            told.source());
      }
      return listing.done();
    });
  }
}
