/// Access tokens by java-jwt, behind the strict gate: issuing, verifying, and the keys for both.
@NullMarked
package dev.sallyport.adapters.jwt;

import org.jspecify.annotations.NullMarked;
