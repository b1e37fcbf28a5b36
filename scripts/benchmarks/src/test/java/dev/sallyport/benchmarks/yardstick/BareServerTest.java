package dev.sallyport.benchmarks.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.benchmarks.load.Answer;
import dev.sallyport.benchmarks.load.Client;
import dev.sallyport.benchmarks.load.ClosedLoop;
import dev.sallyport.benchmarks.process.JvmProcess;
import dev.sallyport.benchmarks.process.Memory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class BareServerTest {

  private static final String REQUEST = "GET /auth/me HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir private Path directory;

  @Test
  void its_answer_has_as_many_bytes_as_it_is_told_and_it_is_gone_when_it_is_closed() {
    List<String> command =
        List.of(
            JvmProcess.java(),
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            "777");
    var size = new AtomicInteger();
    var client =
        new Client() {
          @Override
          public byte[] request() {
            return REQUEST.getBytes(StandardCharsets.US_ASCII);
          }

          @Override
          public int expectedStatus() {
            return 200;
          }

          @Override
          public void answered(Answer answer) {
            size.set(answer.length());
          }
        };
    long pid;
    try (JvmProcess server = JvmProcess.start(command, Map.of(), directory)) {
      pid = server.pid();
      var _ = ClosedLoop.run(server.address(), List.of(client), Duration.ofSeconds(20), 1);

      assertThat(size).hasValue(777);
      assertThat(server.cpu()).isPositive();
      // One reading: a second is of a later moment, when the server may hold more.
      Memory memory = server.memory();
      assertThat(memory.peak()).isGreaterThanOrEqualTo(memory.resident());
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEqualTo(Optional.empty());
  }
}
