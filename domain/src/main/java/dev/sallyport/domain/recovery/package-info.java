/// Passwords that were forgotten.
@NullMarked
package dev.sallyport.domain.recovery;

import org.jspecify.annotations.NullMarked;
