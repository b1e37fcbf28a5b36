-- Which run of the database server has raised the number last; null where there is none, as with SQLite.

ALTER TABLE revocation_counter ADD COLUMN server_run TEXT;
