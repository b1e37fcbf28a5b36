package dev.sallyport.application.attack;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the rows of the catalogue of attacks that a test makes, such as `C-01`, so that a table of
/// rows and tests can be made and a row without a test be seen.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Attack {

  /// The rows.
  String[] value();
}
