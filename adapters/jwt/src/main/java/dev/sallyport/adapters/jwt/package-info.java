/// Issues and verifies access tokens with java-jwt.
@NullMarked
package dev.sallyport.adapters.jwt;

import org.jspecify.annotations.NullMarked;
