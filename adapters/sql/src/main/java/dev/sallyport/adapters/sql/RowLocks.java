package dev.sallyport.adapters.sql;

/// What a transaction appends to a SELECT so that the rows that it has read stay as they are until
/// it ends.
///
/// Everybody locks in one order, so that no two wait for each other: the user, then sessions in the
/// order of their ids, then the revocation counter.
enum RowLocks {

  /// SQLite: who writes is alone.
  NONE("", "", ""),

  /// PostgreSQL.
  ROWS(" FOR NO KEY UPDATE", " FOR SHARE", " FOR UPDATE SKIP LOCKED");

  private final String toChange;
  private final String toKeep;
  private final String toDelete;

  RowLocks(String toChange, String toKeep, String toDelete) {
    this.toChange = toChange;
    this.toKeep = toKeep;
    this.toDelete = toDelete;
  }

  /// For rows that will be written, or on which others must wait: nobody else gets this lock.
  String toChange() {
    return toChange;
  }

  /// For rows that must not change: others may hold this lock, too.
  String toKeep() {
    return toKeep;
  }

  /// For rows that will be deleted; what is locked by anybody is left for the next time.
  String toDelete() {
    return toDelete;
  }
}
