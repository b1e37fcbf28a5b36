/// The security log and the metrics.
@NullMarked
package dev.sallyport.adapters.telemetry;

import org.jspecify.annotations.NullMarked;
