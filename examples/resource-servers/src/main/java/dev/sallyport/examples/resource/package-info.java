/// Other people's code that verifies Sallyport's access tokens: Spring Security and Nimbus.
@NullMarked
package dev.sallyport.examples.resource;

import org.jspecify.annotations.NullMarked;
