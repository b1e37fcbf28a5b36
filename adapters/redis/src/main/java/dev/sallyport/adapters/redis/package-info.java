/// What all nodes share through Redis: the limits, and a copy of the revocations.
@NullMarked
package dev.sallyport.adapters.redis;

import org.jspecify.annotations.NullMarked;
