/// The strict checks that every token, and every JSON body, passes before a library sees it.
///
/// Libraries are lax by default and each in its own way (`pitfalls.md`); what two readers of the
/// same text understand differently is where attacks live. So a text has one accepted spelling
/// here, and everything else is refused. Nothing in this package does I/O or reads a clock.
@NullMarked
package dev.sallyport.adapters.gate;

import org.jspecify.annotations.NullMarked;
