/// The parts, each by itself.
@NullMarked
package dev.sallyport.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
