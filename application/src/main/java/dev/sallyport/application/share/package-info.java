/// The revocations, shared by all nodes through a copy that is believed only while it is provably
/// complete.
@NullMarked
package dev.sallyport.application.share;

import org.jspecify.annotations.NullMarked;
