/// Keys: the master key, the root secrets that it wraps, and what derives from them.
@NullMarked
package dev.sallyport.domain.key;

import org.jspecify.annotations.NullMarked;
