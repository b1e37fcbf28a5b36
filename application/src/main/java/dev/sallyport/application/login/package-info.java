/// Signing in.
@NullMarked
package dev.sallyport.application.login;

import org.jspecify.annotations.NullMarked;
