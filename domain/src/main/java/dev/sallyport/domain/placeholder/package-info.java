/// The rules: users, passwords, sessions, tokens. No library, no clock, no randomness.
@NullMarked
package dev.sallyport.domain.placeholder;

import org.jspecify.annotations.NullMarked;
