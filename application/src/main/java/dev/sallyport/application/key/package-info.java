/// Opening the keys of an installation.
@NullMarked
package dev.sallyport.application.key;

import org.jspecify.annotations.NullMarked;
