/// Strict checks on the text of a token, before any library sees it.
@NullMarked
package dev.sallyport.adapters.gate;

import org.jspecify.annotations.NullMarked;
