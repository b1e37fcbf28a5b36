/// Password hashing with jBCrypt: the hasher, the text of a stored hash, and who may hash when.
@NullMarked
package dev.sallyport.adapters.bcrypt;

import org.jspecify.annotations.NullMarked;
