package dev.sallyport.adapters.jwt;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/// Who computes RSA, ECDSA and Ed25519 signatures: the JDK, until another provider is given, which
/// is asked by name and not installed. Hashes, macs, random numbers and keys stay the JDK's.
/// Thread-safe.
public final class SignatureProvider {

  private volatile @Nullable Provider given;

  /// The JDK, for now.
  public SignatureProvider() {}

  /// From now on, this one. Who gives it has tested it.
  public void use(Provider provider) {
    given = provider;
  }

  @Nullable Provider current() {
    return given;
  }

  /// A new signature of a JCA name.
  ///
  /// @param provider null for the JDK's
  static Signature signature(String name, @Nullable Provider provider)
      throws NoSuchAlgorithmException {
    return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
  }

  /// The same key as the provider has it, which spares it the conversion at each signature. A
  /// provider that can't make keys of this kind takes them as they are.
  ///
  /// @param provider null for the JDK's
  static Key translated(Key key, @Nullable Provider provider) throws InvalidKeyException {
    if (provider == null) {
      return key;
    }
    try {
      return KeyFactory.getInstance(key.getAlgorithm(), provider).translateKey(key);
    } catch (InvalidKeyException e) {
      throw e;
    } catch (GeneralSecurityException _) {
      return key;
    }
  }

  @Override
  public String toString() {
    Provider provider = given;
    return provider == null ? "JDK" : provider.getName();
  }
}
