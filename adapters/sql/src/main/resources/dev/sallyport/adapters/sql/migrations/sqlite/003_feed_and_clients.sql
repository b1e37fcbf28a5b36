-- The epoch of the revocation numbers, and the clients that may introspect and revoke tokens.

-- Another epoch means that numbers were given out a second time, as after restoring a backup.
CREATE TABLE revocation_counter_with_epoch (
  one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  last  INTEGER NOT NULL CHECK (last >= 0),
  epoch BLOB    NOT NULL CHECK (length(epoch) = 16)
) STRICT;

INSERT INTO revocation_counter_with_epoch (one, last, epoch)
SELECT one, last, randomblob(16) FROM revocation_counter;

DROP TABLE revocation_counter;

ALTER TABLE revocation_counter_with_epoch RENAME TO revocation_counter;

-- Services, not people. Their secrets are random, so one SHA-256 is all that it takes.
CREATE TABLE oauth_clients (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  secret_sha256 BLOB    NOT NULL CHECK (length(secret_sha256) = 32),
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
