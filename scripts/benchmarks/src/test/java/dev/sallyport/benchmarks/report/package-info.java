@NullMarked
package dev.sallyport.benchmarks.report;

import org.jspecify.annotations.NullMarked;
