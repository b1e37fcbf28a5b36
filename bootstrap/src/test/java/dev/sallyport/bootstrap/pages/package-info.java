/// The pages of the documentation, followed word for word.
@NullMarked
package dev.sallyport.bootstrap.pages;

import org.jspecify.annotations.NullMarked;
