package dev.sallyport.bootstrap;

import dev.sallyport.application.account.ChangeUser;
import dev.sallyport.application.account.CreateUser;
import dev.sallyport.application.account.ImportUsers.BadHash;
import dev.sallyport.application.account.ImportUsers.Entry;
import dev.sallyport.application.account.ImportUsers.Imported;
import dev.sallyport.application.account.ImportUsers.Known;
import dev.sallyport.application.account.ImportUsers.Plan;
import dev.sallyport.application.account.ImportUsers.Rejected;
import dev.sallyport.application.account.ImportUsers.Repeated;
import dev.sallyport.application.account.TemporaryPassword;
import dev.sallyport.application.port.Caller;
import dev.sallyport.bootstrap.PasswordInput.Entered;
import dev.sallyport.bootstrap.PasswordInput.NotEntered;
import dev.sallyport.bootstrap.UserFile.BadLine;
import dev.sallyport.bootstrap.UserFile.Found;
import dev.sallyport.bootstrap.UserFile.NotFound;
import dev.sallyport.domain.password.PasswordPolicy;
import dev.sallyport.domain.password.PasswordPolicy.Weakness;
import dev.sallyport.domain.user.Role;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.Username;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "user",
    description = "Adds, lists, changes and deletes users.",
    synopsisSubcommandLabel = "COMMAND")
final class UserCommands {

  private static final int PAGE = 500;

  /// How many bad lines of a file are told: who has more has another file, or one more mistake in all
  /// of them.
  private static final int MOST_BAD_LINES = 20;

  private static final String NAME = "The user's name; upper and lower case are one.";

  private final Commands commands;

  UserCommands(Commands commands) {
    this.commands = commands;
  }

  @Command(
      description = {
        "Adds a user, and makes an installation if there is none.",
        "The password is asked for, or read from standard input."
      })
  int add(
      @Parameters(paramLabel = "NAME", description = NAME) Username name,
      @Option(names = "--role", paramLabel = "R", description = "A role; may be repeated.")
          @Nullable List<Role> role,
      @Option(
              names = "--temporary",
              description = "Make a password that must be changed at the first login.")
          boolean temporary) {
    Optional<Roles> roles = roles(role);
    if (roles.isEmpty()) {
      return tooManyRoles();
    }
    return commands.withSettings(configured -> {
      if (temporary) {
        return commands.inNewInstallation(
            configured,
            to -> told(to.createUser.createTemporary(name, roles.get(), to.commandLine()), to));
      }
      return switch (PasswordInput.read(terminal())) {
        case NotEntered(var why) -> terminal().failed(why);
        case Entered(var password) ->
            commands.inNewInstallation(
                configured,
                to ->
                    told(to.createUser.create(name, password, roles.get(), to.commandLine()), to));
      };
    });
  }

  @Command(
      name = "import",
      description = {
        "Adds users with the bcrypt hashes that another program made of their passwords.",
        "FILE has a line for each: NAME:HASH or NAME:HASH:ROLE,ROLE; empty lines and lines that"
            + " begin with # say nothing. A hash begins with $2a$, $2b$ or $2y$; its cost is at"
            + " most ours. A user who is there already is left alone. One bad line stops all."
      })
  int importUsers(
      @Parameters(paramLabel = "FILE", description = "The file to read.") Path file,
      @Option(names = "--dry-run", description = "Tell what would be done; change nothing.")
          boolean dryRun) {
    return switch (UserFile.read(commands.surroundings().workingDirectory().resolve(file))) {
      case NotFound(var why) -> terminal().failed("no users were read from " + file + ": " + why);
      case Found(var entries, var badLines) ->
          commands.withInstallation(to -> importUsers(entries, badLines, dryRun, to));
    };
  }

  private int importUsers(
      List<Entry> entries, List<BadLine> badLines, boolean dryRun, Installation to) {
    Plan plan = to.importUsers.plan(entries);
    List<BadLine> refused =
        Stream.concat(badLines.stream(), plan.rejected().stream().map(each -> told(each, to)))
            .sorted(Comparator.comparingInt(BadLine::number))
            .toList();
    if (dryRun || !refused.isEmpty()) {
      refused.stream()
          .limit(MOST_BAD_LINES)
          .forEach(line -> terminal().complain("line " + line.number() + ": " + line.why()));
      if (refused.size() > MOST_BAD_LINES) {
        terminal().complain("and " + (refused.size() - MOST_BAD_LINES) + " more lines");
      }
      plan.known().forEach(this::tell);
      String counts =
          "to import: %d, there already: %d, refused: %d; nothing was changed"
              .formatted(plan.newcomers().size(), plan.known().size(), refused.size());
      return refused.isEmpty() ? terminal().done(counts) : terminal().failed(counts);
    }
    var progress = new ProgressBar(terminal(), "users");
    Imported done = to.importUsers.carryOut(plan, to.commandLine(), progress::show);
    done.known().forEach(this::tell);
    return terminal()
        .done(
            "imported: %d, there already: %d, refused: 0"
                .formatted(done.imported(), done.known().size()));
  }

  private void tell(Known known) {
    terminal().out().println("line " + known.line() + ": there is a user " + known.username());
  }

  private static BadLine told(Rejected rejected, Installation installation) {
    String why =
        switch (rejected.reason()) {
          case Repeated(int firstLine) -> "line " + firstLine + " has the same name";
          case BadHash(var objection) ->
              switch (objection) {
                case UNKNOWN_KIND -> "its hash is not of bcrypt: $2a$, $2b$ or $2y$";
                case BROKEN_KIND -> "its hash is of a broken bcrypt: it takes $2a$, $2b$ or $2y$";
                case MALFORMED -> "its hash is not whole, or its cost is none of 04 to 31";
                case TOO_COSTLY ->
                    "the cost of its hash is above password.bcrypt-cost, which is "
                        + installation.bcryptCost;
              };
        };
    return new BadLine(rejected.line(), why);
  }

  private int told(CreateUser.Outcome outcome, Installation installation) {
    return switch (outcome) {
      case CreateUser.Created(var user, var temporary) -> {
        terminal().out().println("added " + user.username() + ", roles: " + words(user.roles()));
        temporary.ifPresent(this::tell);
        yield Terminal.OK;
      }
      case CreateUser.NameTaken() -> terminal().failed("there is a user of this name");
      case CreateUser.PasswordRefused(var weaknesses) ->
          terminal()
              .failed(
                  "the password " + words(weaknesses, installation.passwordPolicy.minCodePoints()));
      case CreateUser.NoCapacity() -> terminal().failed("too many passwords are being hashed");
    };
  }

  @Command(description = "Lists all users.")
  int list(@Option(names = "--json", description = Listing.JSON) boolean json) {
    return commands.withInstallation(installation -> {
      var listing = new Listing(terminal(), json, "NAME", "ROLES", "STATE", "ADDED", "ID");
      Optional<Username> after = Optional.empty();
      List<User> page;
      do {
        page = installation.users.list(after, PAGE);
        for (User user : page) {
          listing.add(
              object(user),
              user.username().text(),
              words(user.roles()),
              state(user),
              user.createdAt().toString(),
              user.id().text());
          after = Optional.of(user.username());
        }
      } while (page.size() == PAGE);
      return listing.done();
    });
  }

  private static Map<String, ?> object(User user) {
    return new JsonObject()
        .with("sub", user.id().text())
        .with("username", user.username().text())
        .with("roles", user.roles().texts())
        .with("disabled", user.disabled())
        .with("temporary_until", user.temporaryUntil().map(Instant::toString))
        .with("created_at", user.createdAt().toString())
        .members();
  }

  private static String state(User user) {
    if (user.disabled()) {
      return "disabled";
    }
    return user.temporaryUntil()
        .map(until -> "temporary password until " + until)
        .orElse("enabled");
  }

  @Command(
      description = {
        "Gives a user exactly these roles; shows them if none are named.",
        "It is felt at the user's next request."
      })
  int roles(
      @Parameters(paramLabel = "NAME", description = NAME) Username name,
      @Parameters(paramLabel = "R", arity = "0..*", description = "The roles.")
          @Nullable List<String> role,
      @Option(names = "--none", description = "Take all roles away.") boolean none) {
    // As texts: the parser takes one that is no role for an argument too many.
    List<String> texts = role == null ? List.of() : role;
    for (String text : texts) {
      if (Role.parse(text).isEmpty()) {
        return misused("R: " + Commands.noRole(text));
      }
    }
    if (none && role != null) {
      return misused("--none and roles exclude each other");
    }
    if (!none && role == null) {
      return commands.withInstallation(installation ->
          installation
              .users
              .findByName(name)
              .map(user -> terminal().done(words(user.roles())))
              .orElseGet(this::noSuchUser));
    }
    Optional<Roles> roles =
        Roles.of(texts.stream().flatMap(text -> Role.parse(text).stream()).toList());
    return roles.isEmpty()
        ? tooManyRoles()
        : change((change, caller) -> change.setRoles(name, roles.get(), caller), "changed");
  }

  @Command(description = "Gives a user another name; identity and sessions stay.")
  int rename(
      @Parameters(paramLabel = "NAME", description = NAME) Username name,
      @Parameters(paramLabel = "NEW", description = "The new name.") Username to) {
    return change((change, caller) -> change.rename(name, to, caller), "renamed");
  }

  @Command(description = "Ends all sessions of a user, who can open no other.")
  int disable(@Parameters(paramLabel = "NAME", description = NAME) Username name) {
    return change((change, caller) -> change.disable(name, caller), "disabled");
  }

  @Command(description = "Lets a user sign in again.")
  int enable(@Parameters(paramLabel = "NAME", description = NAME) Username name) {
    return change((change, caller) -> change.enable(name, caller), "enabled");
  }

  @Command(description = "Deletes a user for good, and ends all sessions.")
  int delete(
      @Parameters(paramLabel = "NAME", description = NAME) Username name,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    if (!yes && !isConfirmed("Delete " + name + " for good? Type the name again: ", name)) {
      return terminal().failed("nothing was deleted; it takes the name typed again, or --yes");
    }
    return change((change, caller) -> change.delete(name, caller), "deleted");
  }

  private boolean isConfirmed(String question, Username name) {
    return terminal()
        .dialogue()
        .flatMap(dialogue -> dialogue.ask(question))
        .map(answer -> Username.parse(answer.strip()).equals(new Username.Named(name)))
        .orElse(false);
  }

  @Command(
      name = "reset-password",
      description = {
        "Makes a temporary password and ends all sessions of the user.",
        "It is shown this once, and must be changed at the next login, within 24 hours."
      })
  int resetPassword(@Parameters(paramLabel = "NAME", description = NAME) Username name) {
    return change((change, caller) -> change.resetPassword(name, caller), "reset the password of");
  }

  @FunctionalInterface
  private interface Change {
    ChangeUser.Outcome make(ChangeUser change, Caller caller);
  }

  private int change(Change change, String done) {
    return commands.withInstallation(installation ->
        switch (change.make(installation.changeUser, installation.commandLine())) {
          case ChangeUser.Changed(var user, var temporary) -> {
            terminal().out().println(done + ' ' + user.username());
            temporary.ifPresent(this::tell);
            yield Terminal.OK;
          }
          case ChangeUser.NoSuchUser() -> noSuchUser();
          case ChangeUser.NameTaken() -> terminal().failed("there is a user of the new name");
          case ChangeUser.NoCapacity() -> terminal().failed("too many passwords are being hashed");
          case ChangeUser.ShutsOneselfOut() ->
              terminal().failed("an administrator does not shut themselves out");
          case ChangeUser.Contended() ->
              terminal().failed("others kept changing this user; nothing was changed");
        });
  }

  private void tell(TemporaryPassword temporary) {
    terminal().out().println("temporary password: " + temporary.password().text());
    terminal().out().println("to be changed at the first login, before " + temporary.until());
  }

  private int noSuchUser() {
    return terminal().failed("there is no user of this name");
  }

  private int tooManyRoles() {
    return misused("a user has at most " + Roles.MAX_COUNT + " roles");
  }

  private int misused(String why) {
    terminal().complain(why);
    return Terminal.MISUSED;
  }

  private Terminal terminal() {
    return commands.terminal();
  }

  private static Optional<Roles> roles(@Nullable List<Role> given) {
    return given == null ? Optional.of(Roles.NONE) : Roles.of(given);
  }

  private static String words(Roles roles) {
    return roles.list().isEmpty() ? "none" : String.join(", ", roles.texts());
  }

  private static String words(Set<Weakness> weaknesses, int minLength) {
    return weaknesses.stream()
        .map(weakness ->
            switch (weakness) {
              case TOO_SHORT -> "has fewer than " + minLength + " characters";
              case TOO_LONG -> "has more than " + PasswordPolicy.MAX_CODE_POINTS + " characters";
              case COMMON -> "is one of those that attackers try first";
              case CONTEXT_WORD -> "is the username, or a word that everybody would guess";
              case UNCHANGED -> "is the old one";
            })
        .collect(Collectors.joining(", and "));
  }
}
