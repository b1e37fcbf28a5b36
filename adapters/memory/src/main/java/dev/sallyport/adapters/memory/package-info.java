/// What one node keeps in memory.
@NullMarked
package dev.sallyport.adapters.memory;

import org.jspecify.annotations.NullMarked;
