@NullMarked
package dev.sallyport.benchmarks.yardstick;

import org.jspecify.annotations.NullMarked;
