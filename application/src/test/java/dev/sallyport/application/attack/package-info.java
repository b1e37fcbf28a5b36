/// The catalogue of attacks, and the tests that make them.
@NullMarked
package dev.sallyport.application.attack;

import org.jspecify.annotations.NullMarked;
