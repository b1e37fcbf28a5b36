-- Users, sessions, revocations and keys. Ids are the 16 bytes of a UUID, instants are milliseconds
-- since 1970 in UTC, texts sort by their bytes. Once released, this file never changes: a later one
-- adds to it.

-- Who can sign in. A deleted user stays as a tombstone without name and hash for as long as one of
-- its sessions is remembered.
CREATE TABLE users (
  id              BYTEA    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  username        TEXT     COLLATE "C" UNIQUE CHECK (username <> ''),
  password_hash   TEXT     CHECK (password_hash LIKE '{_%}_%'),
  temporary_until BIGINT,
  roles           TEXT     NOT NULL, -- sorted, one space between two
  disabled        SMALLINT NOT NULL CHECK (disabled IN (0, 1)),
  created_at      BIGINT   NOT NULL,
  deleted_at      BIGINT,
  version         BIGINT   NOT NULL CHECK (version >= 1),
  CHECK (CASE WHEN deleted_at IS NULL
    THEN username IS NOT NULL AND password_hash IS NOT NULL
    ELSE username IS NULL AND password_hash IS NULL AND temporary_until IS NULL AND roles = ''
  END)
);

CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at IS NOT NULL;

-- One row a login, its revocation included. The ids of one time lie together, so logins append. A
-- rotation writes a new version of the row: room for it on the same page spares the indexes.
CREATE TABLE sessions (
  id                BYTEA    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  user_id           BYTEA    NOT NULL REFERENCES users (id),
  root_number       SMALLINT NOT NULL CHECK (root_number BETWEEN 1 AND 255),
  salt              BYTEA    NOT NULL CHECK (length(salt) = 32),
  generation        INTEGER  NOT NULL CHECK (generation BETWEEN 1 AND 2147483646),
  rotated_at        BIGINT   NOT NULL,
  rotation_key      BYTEA    CHECK (length(rotation_key) = 32), -- SHA-256 of the idempotency key
  rotated_by        TEXT     NOT NULL,
  user_agent        TEXT     NOT NULL,
  started_at        BIGINT   NOT NULL,
  idle_until        BIGINT   NOT NULL,
  ends_at           BIGINT   NOT NULL,
  ended_at          BIGINT,
  end_cause         TEXT, -- not listed here: the list grows
  ended_by          TEXT,
  least_generation  INTEGER  NOT NULL CHECK (least_generation BETWEEN 0 AND 2147483647),
  revoked_until     BIGINT   NOT NULL,
  revocation_number BIGINT,
  version           BIGINT   NOT NULL CHECK (version >= 1),
  CHECK (idle_until <= ends_at),
  CHECK ((ended_at IS NULL) = (end_cause IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)),
  -- Whoever ends a session revokes its access tokens by the same statement, all of them.
  CHECK (ended_at IS NULL OR least_generation = 2147483647),
  CHECK ((revocation_number IS NULL) = (least_generation = 0 AND revoked_until = 0))
) WITH (fillfactor = 70);

-- None of these holds a column that a rotation writes.
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_of_user_not_ended ON sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX sessions_revoked ON sessions (revocation_number) WHERE revocation_number IS NOT NULL;

-- The number of the last transaction that revoked something; a revoked session carries the number
-- of the one that revoked it last. The row is locked from its raising to the commit, so numbers are
-- committed in their order.
CREATE TABLE revocation_counter (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  last BIGINT  NOT NULL CHECK (last >= 0)
) WITH (fillfactor = 10);

INSERT INTO revocation_counter (one, last) VALUES (1, 0);

-- Both wrapped under the master key: a nonce of 12 bytes, the ciphertext, a tag of 16.
CREATE TABLE root_secrets (
  number     INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 255),
  wrapped    BYTEA   NOT NULL CHECK (length(wrapped) > 0),
  created_at BIGINT  NOT NULL
);

CREATE TABLE signing_keys (
  number     INTEGER NOT NULL PRIMARY KEY, -- in the order of their making
  id         TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
  algorithm  TEXT    NOT NULL,
  wrapped    BYTEA   NOT NULL CHECK (length(wrapped) > 0),
  created_at BIGINT  NOT NULL
);
