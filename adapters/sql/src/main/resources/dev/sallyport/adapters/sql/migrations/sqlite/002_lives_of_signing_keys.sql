-- When a signing key signs, where it comes from, and whether it was revoked. A revoked one stays, so
-- that it is not taken again.
CREATE TABLE signing_keys_with_lives (
  number     INTEGER NOT NULL PRIMARY KEY, -- in the order of their coming
  id         TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
  algorithm  TEXT    NOT NULL,
  wrapped    BLOB    NOT NULL CHECK (length(wrapped) > 0),
  origin     TEXT    NOT NULL CHECK (origin IN ('made', 'given')),
  created_at INTEGER NOT NULL,
  signs_from INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

INSERT INTO signing_keys_with_lives
  (number, id, algorithm, wrapped, origin, created_at, signs_from, revoked_at)
SELECT number, id, algorithm, wrapped, 'made', created_at, created_at, NULL FROM signing_keys;

DROP TABLE signing_keys;

ALTER TABLE signing_keys_with_lives RENAME TO signing_keys;
