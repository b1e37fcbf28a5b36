/// The jar as people use it: in a real browser.
@NullMarked
package dev.sallyport.bootstrap.browser;

import org.jspecify.annotations.NullMarked;
