/// Making, changing and removing users.
@NullMarked
package dev.sallyport.application.account;

import org.jspecify.annotations.NullMarked;
