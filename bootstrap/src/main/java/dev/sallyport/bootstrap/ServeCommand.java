package dev.sallyport.bootstrap;

import dev.sallyport.bootstrap.config.ConfigReader.Configured;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "serve", description = "Runs the server; the command if none is named.")
final class ServeCommand implements Callable<Integer> {

  private final Commands commands;

  ServeCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    return commands.withSettings(this::serve);
  }

  private int serve(Configured configured) {
    Surroundings machine = commands.surroundings();
    try (var log = machine.logging().start();
        var sallyport = Sallyport.start(configured.config(), machine, log::lost)) {
      tell(configured, sallyport);
      machine.lifetime().untilItEnds();
      return Terminal.OK;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the server did not end as it should", e);
    }
  }

  private void tell(Configured configured, Sallyport sallyport) {
    var out = commands.terminal().out();
    commands.tellIfNew(sallyport.installation(), configured.config());
    var ink = Ink.on(commands.terminal(), commands.surroundings().environment());
    // First, so that who waits for the line after it has seen both.
    sallyport.adminUrl().ifPresent(url -> out.println("metrics and health on " + ink.address(url)));
    out.println("listening on " + ink.address(sallyport.url()));
    if (sallyport.installation().users.list(Optional.empty(), 1).isEmpty()) {
      var again =
          CommandText.of(
              commands.surroundings().startedAs(), configured.whereabouts(), commands.configFile());
      var publicUrl = configured.config().web().publicUrlAt(sallyport.port());
      new FirstSteps(again, publicUrl.text()).lines(ink).forEach(out::println);
    }
    out.flush();
  }
}
