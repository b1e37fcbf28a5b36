/// Who signs in: users, their names and their roles.
@NullMarked
package dev.sallyport.domain.user;

import org.jspecify.annotations.NullMarked;
