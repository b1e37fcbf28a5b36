/// What is limited before anything is done for it.
@NullMarked
package dev.sallyport.application.limit;

import org.jspecify.annotations.NullMarked;
