/// Refreshing, ending and listing sessions.
@NullMarked
package dev.sallyport.application.session;

import org.jspecify.annotations.NullMarked;
