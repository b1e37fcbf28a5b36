package dev.sallyport.adapters.accp;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Locale;

/// The Amazon Corretto Crypto Provider, for Linux on x86_64 and aarch64.
///
/// It is loaded by a class loader of its own, with the library for this machine, and is never
/// installed: whoever wants a signature by it asks it by name. Its hashes, macs and random numbers
/// are slower than the JDK's.
public final class Accp {

  private static final String PROVIDER =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private Accp() {}

  /// What came of loading it.
  public sealed interface Loading {}

  /// It can be used: it has passed its own tests, and ours.
  public record Loaded(Provider provider) implements Loading {}

  /// It can't be used.
  ///
  /// @param why as the end of a sentence, for the operator
  public record NotLoaded(String why) implements Loading {}

  /// A JVM loads a native library once; whoever asks first waits for it.
  private static final class Once {
    static final Loading RESULT =
        load(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /// Loads it, at the first call: that takes some 0.7 s of CPU time and 25 MB. Never throws.
  public static Loading load() {
    return Once.RESULT;
  }

  static Loading load(String system, String machine) {
    String library = (system + '-' + machine).toLowerCase(Locale.ROOT);
    URL home =
        Accp.class.getResource(
            "/accp/"
                + library
                + "/com/amazon/corretto/crypto/provider/"
                + System.mapLibraryName("amazonCorrettoCryptoProvider"));
    if (home == null) {
      return new NotLoaded("there is none for " + system + " on " + machine);
    }
    try {
      return tested(loaded(root(home)));
    } catch (ReflectiveOperationException | LinkageError | RuntimeException | IOException e) {
      return new NotLoaded("it can't be loaded: " + reason(e));
    }
  }

  private static URL root(URL library) throws MalformedURLException {
    String url = library.toString();
    return URI.create(url.substring(0, url.indexOf("com/amazon/"))).toURL();
  }

  private static Provider loaded(URL library) throws ReflectiveOperationException, IOException {
    URL classes = URI.create(library.toString().replaceFirst("[^/]+/$", "classes/")).toURL();
    // Never closed: it loads classes as long as the provider is used.
    @SuppressWarnings("resource")
    var loader =
        new URLClassLoader(
            "accp", new URL[] {classes, library}, ClassLoader.getPlatformClassLoader());
    Class<?> type = Class.forName(PROVIDER, true, loader);
    var provider = (Provider) type.getField("INSTANCE").get(null);
    if (type.getMethod("getLoadingError").invoke(provider) instanceof Throwable failure) {
      throw new IOException(reason(failure), failure);
    }
    Object status = type.getMethod("runSelfTests").invoke(provider);
    if (!"PASSED".equals(String.valueOf(status))) {
      throw new IOException("its own self-test: " + status);
    }
    return provider;
  }

  private static Loading tested(Provider provider) throws IOException {
    try {
      ProviderCheck.require(provider);
      return new Loaded(provider);
    } catch (GeneralSecurityException e) {
      return new NotLoaded("it fails the self-test: " + reason(e));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() != null ? cause.getMessage() : cause.getClass().getSimpleName();
  }
}
