package dev.sallyport.bootstrap;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.SigningKey;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "key",
    description = "Lists the keys that sign access tokens.",
    synopsisSubcommandLabel = "COMMAND")
final class KeyCommands {

  private final Commands commands;

  KeyCommands(Commands commands) {
    this.commands = commands;
  }

  @Command(description = "Lists the keys, the newest first.")
  int list() {
    return commands.withInstallation(
        installation -> {
          List<KeyId> inUse =
              installation.keys.signing().stream().map(key -> key.id()).toList();
          var table = new TextTable("KID", "ALGORITHM", "MADE", "USE");
          for (SigningKey key : installation.signingKeys.all()) {
            table.add(
                key.id().text(),
                key.algorithm().name(),
                key.createdAt().toString(),
                use(key.id(), inUse));
          }
          table.print(commands.terminal().out());
          return Terminal.OK;
        });
  }

  private static String use(KeyId id, List<KeyId> inUse) {
    return switch (inUse.indexOf(id)) {
      case 0 -> "signs";
      case -1 -> "none";
      default -> "verifies";
    };
  }
}
