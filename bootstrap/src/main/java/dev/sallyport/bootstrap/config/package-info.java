/// What can be set, and how it is read: everything that is decided before anything starts.
@NullMarked
package dev.sallyport.bootstrap.config;

import org.jspecify.annotations.NullMarked;
