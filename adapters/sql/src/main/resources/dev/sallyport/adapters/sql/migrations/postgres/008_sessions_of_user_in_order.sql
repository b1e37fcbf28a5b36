-- The newest sessions of a user are found without reading the others, of which there may be any number.
-- It holds no column that a rotation writes.

CREATE INDEX sessions_of_user_in_order ON sessions (user_id, id);

DROP INDEX sessions_of_user;
