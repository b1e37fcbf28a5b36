package dev.sallyport.application.port;

/// What a copy of revocations and limits that all nodes share is worth to this node now. The
/// database is the truth, with it and without.
public enum SharedCopy {
  /// There is none: the database tells of revocations, and limits are this node's own.
  OFF,
  /// It is asked.
  SHARED,
  /// It can't be reached, or is not to be believed now: as without it, until it is rebuilt.
  DATABASE_ONLY
}
