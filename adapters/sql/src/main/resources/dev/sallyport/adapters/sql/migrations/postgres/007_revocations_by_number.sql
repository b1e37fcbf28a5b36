-- Revocations are read from this index alone: who reads all of them walks past those that have lapsed,
-- and a month may have left a million. It holds no column that a rotation writes.

CREATE INDEX sessions_by_revocation ON sessions (revocation_number)
INCLUDE (revoked_until, least_generation, id)
WHERE revocation_number IS NOT NULL;

DROP INDEX sessions_revoked;
