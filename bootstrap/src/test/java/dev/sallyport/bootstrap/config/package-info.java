@NullMarked
package dev.sallyport.bootstrap.config;

import org.jspecify.annotations.NullMarked;
