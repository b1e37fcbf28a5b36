/// Access tokens: their claims, and the revocation that ends them early.
@NullMarked
package dev.sallyport.domain.access;

import org.jspecify.annotations.NullMarked;
