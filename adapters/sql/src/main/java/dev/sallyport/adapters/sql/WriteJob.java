package dev.sallyport.adapters.sql;

import dev.sallyport.application.port.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Work for the one who writes, and the answer that its caller waits for.
///
/// The writer may do it several times, and what came of it the last time is the answer, once it is
/// given: [#answer] or [#refuse], whichever comes first.
final class WriteJob<T> {

  private final String what;
  private final boolean inTransaction;
  private final Database.Work<T> work;
  private final Predicate<T> lasts;
  private final CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
  private @Nullable Outcome<T> outcome;

  private sealed interface Outcome<T> {}

  private record Done<T>(T value) implements Outcome<T> {}

  private record Threw<T>(Throwable thrown) implements Outcome<T> {}

  private record Refused<T>(SQLException why) implements Outcome<T> {}

  private WriteJob(String what, boolean inTransaction, Database.Work<T> work, Predicate<T> lasts) {
    this.what = what;
    this.inTransaction = inTransaction;
    this.work = work;
    this.lasts = lasts;
  }

  /// Work in a transaction, which it may share with other work.
  ///
  /// @param what it is for, as in "find a session"
  /// @param lasts tells from what it returns whether what it has written stays; what has thrown does
  ///     not stay
  static <T> WriteJob<T> inTransaction(String what, Database.Work<T> work, Predicate<T> lasts) {
    return new WriteJob<>(what, true, work, lasts);
  }

  /// Work outside any transaction, which is never done twice.
  static <T> WriteJob<T> outside(String what, Database.Work<T> work) {
    return new WriteJob<>(what, false, work, _ -> true);
  }

  String what() {
    return what;
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  /// For the writer: does the work, and keeps what comes of it.
  ///
  /// @return whether what it has written is to stay
  boolean perform(Handle handle) {
    try {
      T value = work.on(handle);
      outcome = new Done<>(value);
      return lasts.test(value);
    } catch (RuntimeException | Error e) {
      outcome = new Threw<>(e);
      return false;
    }
  }

  /// What the work has thrown when it was last done.
  Optional<Throwable> failure() {
    return outcome instanceof Threw<T>(Throwable thrown) ? Optional.of(thrown) : Optional.empty();
  }

  /// For the writer: tells the caller what came of the work.
  void answer() {
    if (outcome != null) {
      answer.complete(outcome);
    }
  }

  /// For the writer: tells the caller that nothing came of it; no effect if it was told already.
  void refuse(SQLException why) {
    answer.complete(new Refused<>(why));
  }

  /// For the caller.
  ///
  /// @return whether there is an answer now
  boolean isAnsweredIn(Duration patience) throws InterruptedException {
    try {
      answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// For the caller: waits for the answer, however long it takes and whoever interrupts. What the
  /// work has thrown is thrown to the caller too, with the place of both in its trace.
  ///
  /// @throws StoreUnavailableException if the database has refused
  T await() {
    return switch (answer.join()) {
      case Done<T>(T value) -> value;
      case Refused<T>(SQLException why) -> throw unavailable(why);
      case Threw<T>(JdbiException e) -> throw Database.unavailable(what, e);
      case Threw<T>(RuntimeException e) -> throw withCaller(e);
      case Threw<T>(Error e) -> throw withCaller(e);
      case Threw<T>(Throwable impossible) -> throw new IllegalStateException(impossible);
    };
  }

  private <E extends Throwable> E withCaller(E thrown) {
    thrown.addSuppressed(new IllegalStateException("asked here to " + what));
    return thrown;
  }

  StoreUnavailableException unavailable(Exception why) {
    return new StoreUnavailableException("database: " + what, why);
  }
}
