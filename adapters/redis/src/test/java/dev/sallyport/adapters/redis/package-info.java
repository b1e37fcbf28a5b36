@NullMarked
package dev.sallyport.adapters.redis;

import org.jspecify.annotations.NullMarked;
