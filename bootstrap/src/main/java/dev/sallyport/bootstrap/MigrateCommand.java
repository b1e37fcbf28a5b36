package dev.sallyport.bootstrap;

import dev.sallyport.adapters.sql.Database;
import dev.sallyport.adapters.sql.DatabaseRefusedException;
import dev.sallyport.adapters.sql.DatabaseSettings;
import dev.sallyport.adapters.sql.InstallationMove;
import dev.sallyport.adapters.sql.InstallationMove.Moved;
import dev.sallyport.adapters.sql.InstallationMove.MovedElsewhere;
import dev.sallyport.adapters.sql.InstallationMove.TargetInUse;
import dev.sallyport.adapters.sql.PostgresUrl;
import dev.sallyport.application.port.SecurityEvent.InstallationMoved;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.bootstrap.Installation.OpenedBy;
import dev.sallyport.bootstrap.config.Config;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "migrate",
    description = {
      "Moves the installation to another database, sessions and keys included; nobody has to sign in"
          + " again.",
      "From its first moment every server on the old database answers 503, and the old database can"
          + " not be started any more. If this is ended half-way, run it again.",
      "The user and password of PostgreSQL are those of the settings, database.user and"
          + " database.password."
    })
final class MigrateCommand implements Callable<Integer> {

  private static final String DATABASE_URL = "SALLYPORT_DATABASE_URL";
  private static final String TAKES =
      "; takes jdbc:sqlite:FILE or jdbc:postgresql://HOST:PORT/NAME";

  private final Commands commands;

  @Option(
      names = "--from",
      paramLabel = "URL",
      required = true,
      description = "Where it is, such as jdbc:sqlite:data/sallyport.db.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "URL",
      required = true,
      description =
          "Where it goes: an empty database, such as jdbc:postgresql://db.example.com/sallyport.")
  private String to = "";

  MigrateCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    Optional<String> problem = problem("--from", from).or(() -> problem("--to", to));
    if (problem.isPresent()) {
      commands.terminal().complain(problem.get());
      return Terminal.MISUSED;
    }
    if (PostgresUrl.isMeantBy(from) && PostgresUrl.isMeantBy(to)) {
      // What the settings say of one url, such as how TLS is done, holds for the other one too.
      int refused = commands.withSettings(environment(to), _ -> Terminal.OK);
      if (refused != Terminal.OK) {
        return refused;
      }
    }
    return commands.withSettings(
        environment(PostgresUrl.isMeantBy(from) ? from : to),
        configured -> migrate(configured.config()));
  }

  /// A url that is refused is not shown: it may hold a password.
  private static Optional<String> problem(String option, String url) {
    if (PostgresUrl.isMeantBy(url)) {
      try {
        PostgresUrl.parse(url);
        return Optional.empty();
      } catch (IllegalArgumentException refused) {
        return Optional.of(option + ": got " + refused.getMessage() + TAKES);
      }
    }
    return DatabaseSettings.Sqlite.parse(url).isPresent()
        ? Optional.empty()
        : Optional.of(option + ": got no url of a database" + TAKES);
  }

  /// The settings with one of the two as `database.url`: that of PostgreSQL if there is one, since
  /// user and password are its.
  private Map<String, String> environment(String url) {
    var environment = new HashMap<>(commands.surroundings().environment());
    environment.remove(DATABASE_URL + "_FILE");
    environment.put(DATABASE_URL, url);
    return environment;
  }

  private int migrate(Config config) {
    Config source = at(from, config);
    Config target = at(to, config);
    try (var _ = commands.log()) {
      return migrate(source, target);
    } catch (DatabaseRefusedException e) {
      throw new CannotStartException("the database " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the log could not be closed", e);
    }
  }

  private int migrate(Config source, Config target) {
    DatabaseSettings old = source.storage().database();
    // Seen to before anything is changed: it is there, it is up to date, its keys open with the
    // master key that is set, and what is done can be logged.
    if (!Database.exists(old) || !InstallationMove.isUnderWay(old)) {
      Installation.open(source, commands.surroundings(), OpenedBy.COMMAND).close();
    }
    var move = new InstallationMove(old, target.storage().database());
    var progress = new ProgressBar(commands.terminal(), "rows");
    try {
      return switch (move.move(progress::show)) {
        case Moved(var rows) -> moved(rows, source, target);
        case TargetInUse() ->
            commands
                .terminal()
                .failed(
                    "there is an installation in "
                        + target.storage().database().name()
                        + " already; nothing was changed");
        case MovedElsewhere(var elsewhere, _) ->
            commands
                .terminal()
                .failed(
                    "the installation was moved, or was being moved, to "
                        + elsewhere
                        + ": go on there; nothing was changed");
      };
    } catch (StoreUnavailableException e) {
      return failed(old, e);
    }
  }

  private int failed(DatabaseSettings old, StoreUnavailableException e) {
    String why = Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("");
    String reason = why.lines().findFirst().map(line -> " (" + line + ")").orElse("");
    return commands
        .terminal()
        .failed(
            InstallationMove.isUnderWay(old)
                ? "it has not ended" + reason + ": run the same command again"
                : "it could not be moved" + reason + "; nothing was changed");
  }

  private int moved(Map<String, Long> rows, Config source, Config target) {
    String here = source.storage().database().name();
    String there = target.storage().database().name();
    try (var installation = Installation.open(target, commands.surroundings(), OpenedBy.COMMAND)) {
      installation.securityLog.record(
          new InstallationMoved(here, there),
          installation.commandLine(),
          commands.surroundings().clock().instant());
    }
    commands
        .terminal()
        .out()
        .println(
            "moved "
                + rows.entrySet().stream()
                    .map(table -> table.getKey().replace('_', ' ') + ": " + table.getValue())
                    .collect(Collectors.joining(", ")));
    return commands
        .terminal()
        .done("the installation is in " + there + " now: set database.url to it, and start");
  }

  private Config at(String url, Config config) {
    return config.withDatabase(settings(url, config.storage().database()));
  }

  private DatabaseSettings settings(String url, DatabaseSettings configured) {
    return DatabaseSettings.Sqlite.parse(url)
        .<DatabaseSettings>map(file -> DatabaseSettings.Sqlite.ofFile(resolved(file)))
        .orElseGet(() ->
            configured instanceof DatabaseSettings.Postgres(_, var user, var password, var size)
                ? new DatabaseSettings.Postgres(PostgresUrl.parse(url), user, password, size)
                : configured);
  }

  private Path resolved(Path file) {
    return commands.surroundings().workingDirectory().resolve(file).toAbsolutePath().normalize();
  }
}
