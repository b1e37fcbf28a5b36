package dev.sallyport.bootstrap;

import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.bootstrap.Installation.OpenedBy;
import dev.sallyport.bootstrap.config.Config;
import dev.sallyport.bootstrap.config.ConfigReader;
import dev.sallyport.bootstrap.config.ConfigReader.Configured;
import dev.sallyport.bootstrap.config.ConfigReader.Misconfigured;
import dev.sallyport.bootstrap.config.Shown;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.oauth.OAuthClientId;
import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Username;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line, and how each of its commands gets at settings and installation.
@Command(
    name = "sallyport",
    description = "A self-hosted authentication server. Without a command it serves.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Commands.Version.class,
    synopsisSubcommandLabel = "[COMMAND]")
final class Commands implements Callable<Integer> {

  /// How the parser begins when it tells of a value.
  private static final Pattern OF_PARSER =
      Pattern.compile(
          "^Invalid value for (?:option '(--[a-z-]+)' \\([A-Z]+\\)"
              + "|positional parameter at index [0-9.*]+ \\(([A-Z]+)\\)): ");

  private final Surroundings surroundings;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The file of settings; ./sallyport.properties if there is one.",
      scope = ScopeType.INHERIT)
  private @Nullable String configFile;

  private Commands(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// Runs one command.
  ///
  /// @return the exit code: 0 if it did what it was asked for, 1 if not, 2 if the command line or
  ///     the settings are wrong
  static int run(Surroundings surroundings, String... args) {
    var commands = new Commands(surroundings);
    Terminal terminal = surroundings.terminal();
    // The parser of command lines takes a good part of the work of a start, and nothing is to be
    // parsed here.
    int exitCode = args.length == 0 ? commands.served() : commands.parsed(args);
    if (terminal.out().checkError() && exitCode == Terminal.OK) {
      // A password that is shown once is lost then, and whoever waits for it should know.
      exitCode =
          terminal.failed(
              "standard output is full or was closed: not all that was to be shown was");
    }
    terminal.err().flush();
    return exitCode;
  }

  private int served() {
    try {
      return call();
    } catch (RuntimeException e) {
      return terminal().failed(explain(e));
    }
  }

  private int parsed(String... args) {
    Terminal terminal = terminal();
    var line =
        new CommandLine(this)
            .addSubcommand(new ServeCommand(this))
            .addSubcommand(new ConfigCommand(this))
            .addSubcommand(new UserCommands(this))
            .addSubcommand(new SessionCommands(this))
            .addSubcommand(new KeyCommands(this))
            .addSubcommand(new ExplainCommand(this))
            .addSubcommand(new ClientCommands(this))
            .addSubcommand(new MigrateCommand(this))
            .addSubcommand(new CompletionCommand(this))
            .registerConverter(Username.class, new NameConverter())
            .registerConverter(Role.class, new RoleConverter())
            .registerConverter(OAuthClientId.class, new ClientIdConverter())
            .registerConverter(SessionId.class, new SessionIdConverter())
            .registerConverter(KeyId.class, new KeyIdConverter())
            // "@name" is a name that somebody typed, not a file of arguments.
            .setExpandAtFiles(false)
            .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setParameterExceptionHandler((e, _) -> misused(terminal, e))
            .setExecutionExceptionHandler((e, _, _) -> terminal.failed(explain(e)));
    return line.execute(KeyCommands.withIdsAsTheyAre(args));
  }

  private static int misused(Terminal terminal, CommandLine.ParameterException e) {
    terminal.complain(words(e));
    terminal.complain(e.getCommandLine().getCommandSpec().qualifiedName() + " --help shows how");
    return Terminal.MISUSED;
  }

  /// What is wrong with the command line, in words that presume nothing about how one is parsed.
  private static String words(CommandLine.ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      CommandSpec spec = e.getCommandLine().getCommandSpec();
      String first = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        return "there is no option " + Shown.quoted(first) + meant(unmatched);
      }
      // What is one argument too many may be a secret, and is not shown.
      return spec.subcommands().isEmpty()
          ? named(spec) + " takes " + arguments(spec)
          : "there is no command "
              + Shown.quoted((named(spec) + ' ' + first).strip())
              + meant(unmatched);
    }
    return OF_PARSER.matcher(String.valueOf(e.getMessage())).replaceFirst("$1$2: ");
  }

  private static String named(CommandSpec spec) {
    return spec.qualifiedName().replaceFirst("^sallyport ?", "");
  }

  private static String arguments(CommandSpec spec) {
    List<String> labels =
        spec.positionalParameters().stream().map(PositionalParamSpec::paramLabel).toList();
    return labels.isEmpty() ? "no argument" : String.join(" ", labels) + " and no more";
  }

  private static String meant(UnmatchedArgumentException unmatched) {
    String typed = unmatched.getUnmatched().getFirst();
    String begun = typed.substring(0, Math.max(0, typed.length() - 1));
    return unmatched.getSuggestions().stream()
        // The parser's idea of what is like what is a wide one.
        .filter(suggestion -> suggestion.replaceFirst("^sallyport ", "").startsWith(begun))
        .findFirst()
        .map(suggestion -> "; did you mean " + suggestion.replaceFirst("^sallyport ", "") + '?')
        .orElse("");
  }

  /// One line for whatever went wrong. A person can do nothing with a stack trace; of a bug they are
  /// told where it is.
  private static String explain(Exception e) {
    return switch (e) {
      case CannotStartException cannot -> String.valueOf(cannot.getMessage());
      case StoreUnavailableException _ ->
          "the database can't be reached now, or is busy; whether the change was made is unknown";
      default -> {
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length > 0 ? " at " + trace[0] : "";
        yield "internal error, please report it: " + e.getClass().getName() + where;
      }
    };
  }

  @Override
  public Integer call() {
    return new ServeCommand(this).call();
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Terminal terminal() {
    return surroundings.terminal();
  }

  /// The file that `--config` names.
  Optional<String> configFile() {
    return Optional.ofNullable(configFile);
  }

  /// Runs a command that needs the settings; tells what is wrong with them instead, if anything is.
  int withSettings(ToIntFunction<Configured> command) {
    return withSettings(surroundings.environment(), command);
  }

  /// The same, with another environment.
  int withSettings(Map<String, String> environment, ToIntFunction<Configured> command) {
    var read = ConfigReader.read(configFile(), environment, surroundings.workingDirectory());
    return switch (read) {
      case Misconfigured(var problems) -> {
        problems.forEach(terminal()::complain);
        yield Terminal.MISUSED;
      }
      case Configured configured -> {
        configured.warnings().forEach(terminal()::complain);
        yield command.applyAsInt(configured);
      }
    };
  }

  /// Runs a command on the installation that exists; refuses where there is none.
  int withInstallation(ToIntFunction<Installation> command) {
    return withSettings(configured -> inInstallation(configured, command));
  }

  /// Runs a command on the installation that exists; refuses where there is none.
  int inInstallation(Configured configured, ToIntFunction<Installation> command) {
    return in(configured, Installation::open, command);
  }

  /// Runs a command on the installation, which is made if there is none.
  int inNewInstallation(Configured configured, ToIntFunction<Installation> command) {
    return in(configured, Installation::openOrMake, command);
  }

  @FunctionalInterface
  private interface Opening {
    Installation open(Config config, Surroundings machine, OpenedBy who);
  }

  private int in(Configured configured, Opening open, ToIntFunction<Installation> command) {
    Config config = configured.config();
    try (var _ = log();
        var installation = open.open(config, surroundings, OpenedBy.COMMAND)) {
      tellIfNew(installation, config);
      return command.applyAsInt(installation);
    } catch (StoreUnavailableException e) {
      if (new DataDirectory(config.storage().directory()).hasRoom()) {
        throw e;
      }
      throw new CannotStartException(
          "there is no room left on the disk of "
              + config.storage().directory()
              + "; whether the change was made is unknown",
          e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the log could not be closed", e);
    }
  }

  /// Begins to log: what the server's own log would say is for programs, not for a person.
  AutoCloseable log() {
    boolean person = terminal().dialogue().isPresent();
    return (person ? surroundings.silence() : surroundings.logging()).start();
  }

  /// Where a new installation is: in a directory that nobody meant, somebody should notice.
  void tellIfNew(Installation installation, Config config) {
    if (installation.isNew) {
      var storage = config.storage();
      String where =
          storage.database() instanceof DatabaseSettings.Postgres postgres
              ? postgres.name() + ", with what else it keeps in " + storage.directory()
              : storage.directory().toString();
      terminal().out().println("made a new installation in " + where);
    }
  }

  /// Which version this is, as far as the jar tells.
  static String version() {
    String version = Commands.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }

  /// Why a text is no role.
  static String noRole(String typed) {
    return Shown.quoted(typed)
        + " is no role: up to 64 of a-z, 0-9 and : . _ -, a letter or digit first";
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sallyport " + version()};
    }
  }

  private static final class NameConverter implements ITypeConverter<Username> {
    @Override
    public Username convert(String typed) {
      if (Username.parse(typed) instanceof Username.Named(var username)) {
        return username;
      }
      throw new TypeConversionException(
          Shown.quoted(typed) + " is no username: 1 to 128 letters, digits and . _ @ + -");
    }
  }

  private static final class RoleConverter implements ITypeConverter<Role> {
    @Override
    public Role convert(String typed) {
      return Role.parse(typed).orElseThrow(() -> new TypeConversionException(noRole(typed)));
    }
  }

  private static final class KeyIdConverter implements ITypeConverter<KeyId> {
    @Override
    public KeyId convert(String typed) {
      return KeyId.parse(typed)
          .orElseThrow(() ->
              new TypeConversionException(
                  Shown.quoted(typed) + " is no key id: 1 to 64 of A-Z, a-z, 0-9, _ and -"));
    }
  }

  private static final class ClientIdConverter implements ITypeConverter<OAuthClientId> {
    @Override
    public OAuthClientId convert(String typed) {
      return OAuthClientId.parse(typed)
          .orElseThrow(() ->
              new TypeConversionException(
                  Shown.quoted(typed)
                      + " is no name of a service: up to 64 of a-z, 0-9 and . _ -, a letter or"
                      + " digit first"));
    }
  }

  private static final class SessionIdConverter implements ITypeConverter<SessionId> {
    @Override
    public SessionId convert(String typed) {
      return SessionId.parse(typed)
          .orElseThrow(() ->
              new TypeConversionException(
                  Shown.quoted(typed) + " is no session id: a UUID in lower case"));
    }
  }
}
