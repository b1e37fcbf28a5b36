package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClosingTest {

  private final List<String> closed = new ArrayList<>();
  private final Closing closing = new Closing();

  @Tag("ASVS-1.4.3")
  @Test
  void what_was_opened_last_is_closed_first() {
    closing.add(() -> closed.add("database"));
    closing.add(() -> closed.add("server"));
    closing.close();
    assertThat(closed).containsExactly("server", "database");
  }

  @Tag("ASVS-1.4.3")
  @Test
  void what_can_not_be_closed_does_not_keep_the_rest_open() {
    closing.add(() -> closed.add("database"));
    closing.add(() -> {
      throw new IllegalArgumentException("stuck");
    });
    assertThatThrownBy(closing::close)
        .isInstanceOf(IllegalStateException.class)
        .hasSuppressedException(new IllegalArgumentException("stuck"));
    assertThat(closed).containsExactly("database");
  }

  @Test
  void nothing_is_closed_twice() {
    closing.add(() -> closed.add("database"));
    closing.close();
    closing.close();
    assertThat(closed).hasSize(1);
  }
}
