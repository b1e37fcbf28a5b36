-- Which of their passwords a user has: raised by every change, not by a rehash of the same one.

ALTER TABLE users
  ADD COLUMN password_version BIGINT NOT NULL DEFAULT 1 CHECK (password_version >= 1);
