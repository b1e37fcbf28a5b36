package dev.sallyport.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.sql.WalIndex.Head;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CommitMarkTest {

  private static final Head ONE = new Head(3_007_000, 1, 2, 3, 4, 5);
  private static final Head OTHER = new Head(3_007_000, 1, 2, 3, 4, 6);

  private final AtomicReference<Head> index = new AtomicReference<>(ONE);
  private final CommitMark mark = new CommitMark(index::get);

  @Test
  void it_stays_while_the_head_stays() {
    long first = mark.read();
    index.set(
        new Head(
            ONE.format(),
            ONE.change(),
            ONE.pages(),
            ONE.logChecksum(),
            ONE.salts(),
            ONE.checksum()));

    assertThat(mark.read()).isEqualTo(first);
  }

  @Test
  void another_head_has_another_mark() {
    long first = mark.read();
    index.set(OTHER);

    long second = mark.read();
    assertThat(second).isNotEqualTo(first);
    assertThat(mark.read()).isEqualTo(second);
  }

  /// It tells nothing: two databases with nothing in common have the same.
  @Test
  void the_head_of_an_empty_log_has_another_mark_each_time() {
    index.set(new Head(3_007_000, 1, 2, 0, 0, 5));

    assertThat(List.of(mark.read(), mark.read(), mark.read())).doesNotHaveDuplicates();
  }

  @Test
  void a_head_that_comes_again_has_a_mark_that_never_was() {
    long first = mark.read();
    index.set(OTHER);
    long second = mark.read();
    index.set(ONE);

    assertThat(mark.read()).isNotIn(first, second);
  }
}
