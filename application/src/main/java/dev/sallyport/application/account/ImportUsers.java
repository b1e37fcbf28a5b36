package dev.sallyport.application.account;

import dev.sallyport.application.port.Caller;
import dev.sallyport.application.port.PasswordHasher;
import dev.sallyport.application.port.PasswordHasher.Adopted;
import dev.sallyport.application.port.PasswordHasher.NotAdopted;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.application.port.SecurityEvent.UserCreated;
import dev.sallyport.application.port.SecurityLog;
import dev.sallyport.application.port.UserStore;
import dev.sallyport.domain.password.PasswordHash;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.User;
import dev.sallyport.domain.user.UserId;
import dev.sallyport.domain.user.Username;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Takes users over from another program, with the hashes that it made of their passwords.
///
/// Everything is judged before anything is written, and one line that can't be taken stops all. A
/// user who is there already is left alone. What is written comes in steps, so that a server beside
/// it is not held up; whoever is interrupted runs it again, and it goes on where it ended.
public final class ImportUsers {

  /// How many users are written in one step.
  private static final int STEP = 500;

  private final UserStore users;
  private final PasswordHasher hasher;
  private final SecretGenerator secrets;
  private final SecurityLog log;
  private final InstantSource clock;

  public ImportUsers(
      UserStore users,
      PasswordHasher hasher,
      SecretGenerator secrets,
      SecurityLog log,
      InstantSource clock) {
    this.users = users;
    this.hasher = hasher;
    this.secrets = secrets;
    this.log = log;
    this.clock = clock;
  }

  /// Somebody to be taken over. The hash does not print.
  ///
  /// @param line where it stands in its file, from 1
  /// @param hash as the other program wrote it
  public record Entry(int line, Username username, String hash, Roles roles) {
    @Override
    public String toString() {
      return "Entry[line=" + line + ", ***]";
    }
  }

  /// Somebody who can be taken over.
  public record Newcomer(int line, Username username, PasswordHash hash, Roles roles) {}

  /// Somebody whose name a user has already.
  public record Known(int line, Username username) {}

  /// A line that can't be taken.
  public record Rejected(int line, Reason reason) {}

  /// Why a line can't be taken.
  public sealed interface Reason {}

  /// An earlier line has the same name.
  public record Repeated(int firstLine) implements Reason {}

  /// The hash can't be taken.
  public record BadHash(PasswordHasher.Objection objection) implements Reason {}

  /// What would become of each entry, each list in the order of the lines. Nothing has changed yet.
  public record Plan(List<Newcomer> newcomers, List<Known> known, List<Rejected> rejected) {}

  /// What was done.
  ///
  /// @param imported how many users are durable
  /// @param known who was left alone, those included who came since the plan was made
  public record Imported(int imported, List<Known> known) {}

  /// Hears how far it is.
  @FunctionalInterface
  public interface Progress {

    /// So many have been taken over or left alone.
    void done(int newcomers, int ofAll);
  }

  /// Judges every entry; changes nothing.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down
  public Plan plan(List<Entry> entries) {
    List<Newcomer> newcomers = new ArrayList<>();
    List<Known> known = new ArrayList<>();
    List<Rejected> rejected = new ArrayList<>();
    Map<Username, Integer> firstLines = new HashMap<>();
    for (Entry entry : entries) {
      Integer first = firstLines.putIfAbsent(entry.username(), entry.line());
      if (first != null) {
        rejected.add(new Rejected(entry.line(), new Repeated(first)));
        continue;
      }
      switch (hasher.adopt(entry.hash())) {
        case NotAdopted(var objection) ->
            rejected.add(new Rejected(entry.line(), new BadHash(objection)));
        case Adopted(var hash) -> {
          if (users.findByName(entry.username()).isPresent()) {
            known.add(new Known(entry.line(), entry.username()));
          } else {
            newcomers.add(new Newcomer(entry.line(), entry.username(), hash, entry.roles()));
          }
        }
      }
    }
    return new Plan(newcomers, known, rejected);
  }

  /// Adds the newcomers of a plan that rejects nobody.
  ///
  /// @throws IllegalArgumentException if the plan rejects a line
  /// @throws dev.sallyport.application.port.StoreUnavailableException if a store is down; what was
  ///   written is durable, and a plan made anew leaves it alone
  public Imported carryOut(Plan plan, Caller caller, Progress progress) {
    if (!plan.rejected().isEmpty()) {
      throw new IllegalArgumentException("a plan that rejects a line is not carried out");
    }
    int imported = 0;
    List<Known> known = new ArrayList<>(plan.known());
    List<Newcomer> newcomers = plan.newcomers();
    for (int from = 0; from < newcomers.size(); from += STEP) {
      List<Newcomer> step = newcomers.subList(from, Math.min(from + STEP, newcomers.size()));
      Set<Username> added = add(step, caller);
      imported += added.size();
      step.stream()
          .filter(newcomer -> !added.contains(newcomer.username()))
          .map(newcomer -> new Known(newcomer.line(), newcomer.username()))
          .forEach(known::add);
      progress.done(from + step.size(), newcomers.size());
    }
    return new Imported(imported, known);
  }

  private Set<Username> add(List<Newcomer> newcomers, Caller caller) {
    Instant now = clock.instant();
    Set<Username> added = new HashSet<>();
    for (User user : users.addAll(newcomers.stream().map(each -> user(each, now)).toList())) {
      log.record(new UserCreated(user.id(), user.roles()), caller, now);
      added.add(user.username());
    }
    return added;
  }

  private User user(Newcomer newcomer, Instant now) {
    return User.create(
        UserId.create(secrets.bytes(UserId.RANDOM_BYTES)),
        newcomer.username(),
        newcomer.hash(),
        newcomer.roles(),
        now);
  }
}
