/// What the tests of the domain share.
@NullMarked
package dev.sallyport.domain;

import org.jspecify.annotations.NullMarked;
