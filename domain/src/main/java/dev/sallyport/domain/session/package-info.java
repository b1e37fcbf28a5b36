/// Sessions and the counted refresh token: rotation, retry, replay and what ends a session.
@NullMarked
package dev.sallyport.domain.session;

import org.jspecify.annotations.NullMarked;
