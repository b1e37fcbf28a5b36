/// Processes that are measured, and what they cost the machine.
@NullMarked
package dev.sallyport.benchmarks.process;

import org.jspecify.annotations.NullMarked;
