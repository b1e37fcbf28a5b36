/// Load over loopback, and how long the answers take.
@NullMarked
package dev.sallyport.benchmarks.load;

import org.jspecify.annotations.NullMarked;
