/// The token of the signed double submit that guards every state change made by cookie.
@NullMarked
package dev.sallyport.domain.csrf;

import org.jspecify.annotations.NullMarked;
