/// The HTTP interface, with Javalin.
@NullMarked
package dev.sallyport.adapters.http;

import org.jspecify.annotations.NullMarked;
