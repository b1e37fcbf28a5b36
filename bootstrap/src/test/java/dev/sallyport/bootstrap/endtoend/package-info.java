/// The jar as a person runs it: processes, real ports, a real database file.
@NullMarked
package dev.sallyport.bootstrap.endtoend;

import org.jspecify.annotations.NullMarked;
