/// How often something may be tried: limits, the growing delay after failures, and what is counted.
@NullMarked
package dev.sallyport.domain.throttle;

import org.jspecify.annotations.NullMarked;
