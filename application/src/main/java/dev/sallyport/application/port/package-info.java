/// What the application asks of the outside; each port has a contract test that every adapter
/// passes.
@NullMarked
package dev.sallyport.application.port;

import org.jspecify.annotations.NullMarked;
