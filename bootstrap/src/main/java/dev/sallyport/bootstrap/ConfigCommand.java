package dev.sallyport.bootstrap;

import dev.sallyport.bootstrap.config.ConfigReader.Told;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "config",
    description = "Shows every setting, its value (secrets masked) and where it came from.")
final class ConfigCommand implements Callable<Integer> {

  private final Commands commands;

  ConfigCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    return commands.withSettings(
        configured -> {
          var table = new TextTable("SETTING", "VALUE", "FROM");
          for (Told told : configured.told()) {
            table.add(told.name(), told.value(), told.source());
          }
          table.print(commands.terminal().out());
          return Terminal.OK;
        });
  }
}
