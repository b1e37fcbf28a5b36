/// How identifiers and tokens are spelt; for the domain alone.
@NullMarked
package dev.sallyport.domain.id;

import org.jspecify.annotations.NullMarked;
