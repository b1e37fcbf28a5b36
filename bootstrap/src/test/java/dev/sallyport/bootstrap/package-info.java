@NullMarked
package dev.sallyport.bootstrap;

import org.jspecify.annotations.NullMarked;
