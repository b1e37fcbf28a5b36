/// What the tests of the use cases share.
@NullMarked
package dev.sallyport.application;

import org.jspecify.annotations.NullMarked;
