/// Keeps users, sessions and keys in a SQL database: SQLite for now. What differs from one database
/// to another is in [dev.sallyport.adapters.sql.Database] and what it opens; the statements of the
/// stores are the SQL that SQLite and PostgreSQL share.
@NullMarked
package dev.sallyport.adapters.sql;

import org.jspecify.annotations.NullMarked;
