@NullMarked
package dev.sallyport.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
