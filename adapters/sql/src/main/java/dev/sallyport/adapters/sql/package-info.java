/// Keeps users, sessions and keys in SQL.
@NullMarked
package dev.sallyport.adapters.sql;

import org.jspecify.annotations.NullMarked;
