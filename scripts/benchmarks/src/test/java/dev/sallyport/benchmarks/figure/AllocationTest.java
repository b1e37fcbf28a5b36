package dev.sallyport.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocationTest {

  private static final String COLLECTION =
      "[0.1s][info][gc,heap] GC(0) DefNew: %1$dK(19648K)->2175K(19648K) Eden:"
          + " %1$dK(17472K)->0K(17472K) From: 0K(2176K)->2175K(2176K)\n";

  @TempDir private Path directory;

  @Test
  void what_was_collected_since_is_added_up() throws Exception {
    Path log = directory.resolve("gc.log");
    Files.writeString(log, COLLECTION.formatted(17_000));
    var allocation = Allocation.since(log);
    Files.writeString(
        log,
        COLLECTION.formatted(17_472)
            + "[0.2s][info][gc,heap] GC(2) Tenured: 1K(2K)->3K(4K)\n"
            + COLLECTION.formatted(100),
        StandardOpenOption.APPEND);

    assertThat(allocation.kib()).isEqualTo(17_572);
  }

  @Test
  void what_can_not_be_seen_is_not_told_as_nothing() throws Exception {
    Path log = directory.resolve("gc.log");
    Files.writeString(log, "[0.1s][info][gc,heap] GC(0) Eden regions: 24->0(150)\n");

    assertThatIllegalStateException().isThrownBy(Allocation.since(log)::kib);
  }
}
