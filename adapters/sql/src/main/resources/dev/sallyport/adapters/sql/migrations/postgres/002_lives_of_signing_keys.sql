-- When a signing key signs, where it comes from, and whether it was revoked. A revoked one stays, so
-- that it is not taken again.
ALTER TABLE signing_keys
  ADD COLUMN origin     TEXT   NOT NULL DEFAULT 'made' CHECK (origin IN ('made', 'given')),
  ADD COLUMN signs_from BIGINT,
  ADD COLUMN revoked_at BIGINT;

UPDATE signing_keys SET signs_from = created_at;

ALTER TABLE signing_keys
  ALTER COLUMN origin DROP DEFAULT,
  ALTER COLUMN signs_from SET NOT NULL;
