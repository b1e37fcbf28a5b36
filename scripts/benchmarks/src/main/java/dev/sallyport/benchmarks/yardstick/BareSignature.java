package dev.sallyport.benchmarks.yardstick;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;

/// What the JDK takes for one signature by RSA of 3,072 bits with SHA-256, over as many bytes as an
/// access token has.
public final class BareSignature {

  private static final int BITS = 3072;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final PrivateKey key;
  private final byte[] signed = "x".repeat(560).getBytes(US_ASCII);

  /// Makes a key.
  public BareSignature() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      key = generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The CPU time of one signature, measured for that long.
  public Duration cpuOfOne(Duration howLong) {
    try {
      long end = System.nanoTime() + howLong.toNanos();
      long before = THREADS.getCurrentThreadCpuTime();
      long count = 0;
      while (System.nanoTime() < end) {
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed);
        byte[] _ = signature.sign();
        count++;
      }
      return Duration.ofNanos((THREADS.getCurrentThreadCpuTime() - before) / count);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
