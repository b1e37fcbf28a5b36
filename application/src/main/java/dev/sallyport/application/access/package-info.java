/// Letting requests in by their access token.
@NullMarked
package dev.sallyport.application.access;

import org.jspecify.annotations.NullMarked;
