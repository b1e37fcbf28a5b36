/// Shows how close Sallyport gets to its limits, which are the CPU time of bcrypt, that of a
/// signature, a durable commit, and what bare Javalin can answer.
@NullMarked
package dev.sallyport.benchmarks;

import org.jspecify.annotations.NullMarked;
