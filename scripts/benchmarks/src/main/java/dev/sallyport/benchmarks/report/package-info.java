/// What comes of a run: figures, their table, their page, their charts.
@NullMarked
package dev.sallyport.benchmarks.report;

import org.jspecify.annotations.NullMarked;
