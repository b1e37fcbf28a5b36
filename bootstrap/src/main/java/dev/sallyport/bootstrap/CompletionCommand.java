package dev.sallyport.bootstrap;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = {
      "Prints what makes bash and zsh complete commands and options.",
      "For a program named sallyport:",
      "  eval \"$(sallyport completion)\""
    })
final class CompletionCommand implements Callable<Integer> {

  private final Commands commands;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    CommandSpec ofAll = Objects.requireNonNull(spec).root();
    commands.terminal().out().print(AutoComplete.bash("sallyport", ofAll.commandLine()));
    return Terminal.OK;
  }
}
