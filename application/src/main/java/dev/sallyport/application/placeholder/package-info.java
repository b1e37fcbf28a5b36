/// The use cases and the ports they need.
@NullMarked
package dev.sallyport.application.placeholder;

import org.jspecify.annotations.NullMarked;
