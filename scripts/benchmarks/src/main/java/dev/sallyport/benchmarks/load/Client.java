package dev.sallyport.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// Somebody on one connection, who sends a request, waits for its answer, and sends the next.
public interface Client {

  /// The next request, as it goes over the wire.
  byte[] request();

  /// The status that its answer must have.
  int expectedStatus();

  /// Hears of an answer of that status. It is only good until this returns.
  default void answered(Answer answer) {}

  /// A client who always sends the same.
  static Client repeating(String request, int expectedStatus) {
    byte[] bytes = request.getBytes(ISO_8859_1);
    return new Client() {
      @Override
      public byte[] request() {
        return bytes;
      }

      @Override
      public int expectedStatus() {
        return expectedStatus;
      }
    };
  }
}
