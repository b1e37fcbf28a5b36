/// What operators and security engineers get to read: the security log, and how the server logs.
@NullMarked
package dev.sallyport.adapters.telemetry;

import org.jspecify.annotations.NullMarked;
