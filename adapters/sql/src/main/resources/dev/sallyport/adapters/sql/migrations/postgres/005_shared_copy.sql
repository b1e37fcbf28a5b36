-- Which shared copy of the revocations may be believed; none while it is null.

ALTER TABLE revocation_counter ADD COLUMN copy BYTEA CHECK (length(copy) = 16);
