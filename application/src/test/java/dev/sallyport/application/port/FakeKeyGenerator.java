package dev.sallyport.application.port;

import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SecretBytes;
import dev.sallyport.domain.key.SigningAlgorithm;

/// Makes keys of 32 random bytes, numbered; somebody else can act while it does.
public final class FakeKeyGenerator implements SigningKeyGenerator {

  private final SecretGenerator secrets;
  private int made;
  private Runnable meanwhile = () -> {};

  public FakeKeyGenerator(SecretGenerator secrets) {
    this.secrets = secrets;
  }

  /// Runs something while the next key is made.
  public void meanwhileOnce(Runnable other) {
    meanwhile =
        () -> {
          meanwhile = () -> {};
          other.run();
        };
  }

  @Override
  public OpenSigningKey generate(SigningAlgorithm algorithm) {
    meanwhile.run();
    return new OpenSigningKey(id(), algorithm, SecretBytes.copyOf(secrets.bytes(32)));
  }

  @Override
  public OpenSigningKey adopt(SecretBytes secret) {
    return new OpenSigningKey(id(), SigningAlgorithm.HS256, secret);
  }

  private KeyId id() {
    made++;
    return new KeyId("made-" + made);
  }
}
