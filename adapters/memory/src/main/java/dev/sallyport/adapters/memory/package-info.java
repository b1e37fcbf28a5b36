/// What one node keeps in memory: the revocations, in front of the database, and the passwords that
/// attackers try first.
@NullMarked
package dev.sallyport.adapters.memory;

import org.jspecify.annotations.NullMarked;
