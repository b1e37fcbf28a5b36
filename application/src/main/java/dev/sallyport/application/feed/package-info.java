/// The revocation feed: what other services are told of sessions that are over.
@NullMarked
package dev.sallyport.application.feed;

import org.jspecify.annotations.NullMarked;
