package dev.sallyport.adapters.sql;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Callers who wait for a writer in an order that a test knows.
record WaitingLine(GroupCommit writer, ExecutorService callers) implements AutoCloseable {

  WaitingLine(GroupCommit writer) {
    this(writer, Executors.newVirtualThreadPerTaskExecutor());
  }

  /// Work in a transaction that is undone if nothing comes of it.
  static <T> WriteJob<Optional<T>> job(Database.Work<Optional<T>> work) {
    return WriteJob.inTransaction("test", work, Optional::isPresent);
  }

  /// Puts work into the line, behind all that was put there before.
  <T> Future<T> add(WriteJob<T> job) {
    int before = writer.load();
    Future<T> answer = callers.submit(() -> writer.write(job));
    while (writer.load() == before) {
      Thread.onSpinWait();
    }
    return answer;
  }

  <T> Future<Optional<T>> add(Database.Work<Optional<T>> work) {
    return add(job(work));
  }

  /// Holds the writer up, within a group that all join who come before [Held#goOn].
  Held hold() {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Future<Optional<Boolean>> first =
        add(_ -> {
          begun.countDown();
          await(goOn);
          return Optional.of(true);
        });
    await(begun);
    return new Held(first, goOn);
  }

  record Held(Future<Optional<Boolean>> first, CountDownLatch latch) {
    void goOn() {
      latch.countDown();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    callers.close();
  }
}
