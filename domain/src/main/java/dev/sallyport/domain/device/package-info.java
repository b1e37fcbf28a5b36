/// Browsers in which a user has signed in before.
@NullMarked
package dev.sallyport.domain.device;

import org.jspecify.annotations.NullMarked;
