/// What clients saw of a server that things went wrong with, and what must be true of it.
@NullMarked
package dev.sallyport.bootstrap.history;

import org.jspecify.annotations.NullMarked;
