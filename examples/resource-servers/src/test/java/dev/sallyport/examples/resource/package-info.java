/// The real server, and other people's verifiers of its tokens.
@NullMarked
package dev.sallyport.examples.resource;

import org.jspecify.annotations.NullMarked;
