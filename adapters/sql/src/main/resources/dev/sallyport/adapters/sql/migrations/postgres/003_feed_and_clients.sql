-- The epoch of the revocation numbers, and the clients that may introspect and revoke tokens.

-- Another epoch means that numbers were given out a second time, as after restoring a backup. The
-- server has no other source of random bytes than random UUIDs, with six bits fixed in each.
ALTER TABLE revocation_counter ADD COLUMN epoch BYTEA CHECK (length(epoch) = 16);

UPDATE revocation_counter
SET epoch = substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) FOR 16);

ALTER TABLE revocation_counter ALTER COLUMN epoch SET NOT NULL;

-- Services, not people. Their secrets are random, so one SHA-256 is all that it takes.
CREATE TABLE oauth_clients (
  id            TEXT   COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  secret_sha256 BYTEA  NOT NULL CHECK (length(secret_sha256) = 32),
  created_at    BIGINT NOT NULL
);
