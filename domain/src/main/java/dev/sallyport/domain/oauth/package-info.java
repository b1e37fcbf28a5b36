/// Services that may ask about tokens: clients in the sense of OAuth (RFC 6749, section 2).
@NullMarked
package dev.sallyport.domain.oauth;

import org.jspecify.annotations.NullMarked;
