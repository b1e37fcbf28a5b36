/// Hashes passwords with jBCrypt.
@NullMarked
package dev.sallyport.adapters.bcrypt;

import org.jspecify.annotations.NullMarked;
