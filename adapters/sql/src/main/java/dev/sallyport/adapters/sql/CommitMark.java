package dev.sallyport.adapters.sql;

import dev.sallyport.adapters.sql.WalIndex.Head;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// A number that changes with every commit to the database, by whatever connection of whatever
/// process: each head of the wal-index that differs from the one before gets the next number. So
/// does each look at the head of an empty log, which tells nothing: until the first commit whoever
/// relies on this reads the database.
///
/// Thread-safe, and nobody waits for anybody.
final class CommitMark {

  private final Supplier<Head> index;
  private final AtomicReference<Numbered> last;

  private record Numbered(Head head, long number) {}

  CommitMark(Supplier<Head> index) {
    this.index = index;
    this.last = new AtomicReference<>(new Numbered(index.get(), 0));
  }

  /// No number comes twice. Of two callers at once one may number a head that is past already: the
  /// next one only sees a change too many.
  ///
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the database is closed
  long read() {
    Head head = index.get();
    Numbered seen = last.get();
    return head.equals(seen.head()) && !head.isOfEmptyLog()
        ? seen.number()
        : last.updateAndGet(before -> new Numbered(head, before.number() + 1)).number();
  }
}
