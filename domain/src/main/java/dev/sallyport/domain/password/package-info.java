/// Passwords: what may become one, and how a stored hash is written.
@NullMarked
package dev.sallyport.domain.password;

import org.jspecify.annotations.NullMarked;
