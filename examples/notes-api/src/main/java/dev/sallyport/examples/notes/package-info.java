/// A service that keeps notes, to show how one is protected by Sallyport.
@NullMarked
package dev.sallyport.examples.notes;

import org.jspecify.annotations.NullMarked;
