package dev.sallyport.application.port;

import java.util.Random;

/// Secrets that are none: the same ones for the same seed.
public final class SeededSecrets implements SecretGenerator {

  private final Random random;

  public SeededSecrets(long seed) {
    random = new Random(seed);
  }

  @Override
  public synchronized byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
