/// A faster provider of signatures than the JDK's, for the machines that it was built for.
@NullMarked
package dev.sallyport.adapters.accp;

import org.jspecify.annotations.NullMarked;
