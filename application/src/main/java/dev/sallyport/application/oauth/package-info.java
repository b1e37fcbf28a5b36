/// What other services may ask and end: introspection and revocation of tokens.
@NullMarked
package dev.sallyport.application.oauth;

import org.jspecify.annotations.NullMarked;
