/// The guard of other services: it lets their requests in by Sallyport's access tokens, without
/// asking Sallyport at each.
///
/// It stands on the server's own gate and verifier, fetches the public keys, and follows
/// the revocations, so that a logout is felt here too. Whatever it can't know, it refuses.
@NullMarked
package dev.sallyport.adapters.guard;

import org.jspecify.annotations.NullMarked;
