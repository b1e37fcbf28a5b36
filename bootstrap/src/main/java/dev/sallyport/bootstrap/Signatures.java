package dev.sallyport.bootstrap;

import dev.sallyport.adapters.accp.Accp;
import dev.sallyport.adapters.accp.Accp.Loaded;
import dev.sallyport.adapters.accp.Accp.Loading;
import dev.sallyport.adapters.accp.Accp.NotLoaded;
import dev.sallyport.adapters.jwt.SignatureProvider;
import dev.sallyport.bootstrap.config.CryptoProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Who computes the signatures of a server, as `crypto.provider` says, and the line of the log that
/// tells it.
final class Signatures {

  private static final System.Logger LOG = System.getLogger(Signatures.class.getName());

  private static final Duration AFTER_THE_START = Duration.ofSeconds(2);

  private final SignatureProvider provider = new SignatureProvider();
  private final CryptoProvider wanted;
  private final Supplier<Loading> accp;

  /// @throws CannotStartException if it has to be Amazon's provider and can't be
  Signatures(CryptoProvider wanted) {
    this(wanted, Accp::load);
  }

  Signatures(CryptoProvider wanted, Supplier<Loading> accp) {
    this.wanted = wanted;
    this.accp = accp;
    if (wanted == CryptoProvider.ACCP) {
      switch (accp.get()) {
        case Loaded(var loaded) -> provider.use(loaded);
        case NotLoaded(var why) ->
            throw new CannotStartException(
                "crypto.provider: accp can't be used here: " + why + "; set auto or jdk");
      }
    }
  }

  SignatureProvider provider() {
    return provider;
  }

  /// Looks for the faster provider, if either will do. The server answers already, and its first
  /// callers come first: to load it takes as much CPU time as half a start, and until it is there the
  /// JDK does the same.
  ///
  /// @param needed whether there are public keys at all: a server with HS256 spares itself the memory
  /// @return who looks, if somebody has to
  Optional<Thread> start(boolean needed, Surroundings.Pause pause) {
    if (wanted == CryptoProvider.AUTO && needed) {
      return Optional.of(
          Thread.ofPlatform()
              .daemon()
              .name("crypto-provider")
              .start(() -> {
                pause.wait(AFTER_THE_START);
                look();
              }));
    }
    if (needed) {
      tell(wanted == CryptoProvider.ACCP ? "Amazon's provider" : "the JDK");
    }
    return Optional.empty();
  }

  private void look() {
    switch (accp.get()) {
      case Loaded(var loaded) -> {
        provider.use(loaded);
        tell("Amazon's provider");
      }
      case NotLoaded(var why) -> tell("the JDK: Amazon's provider can't be used here: " + why);
    }
  }

  private static void tell(String who) {
    LOG.log(System.Logger.Level.INFO, "signatures are computed by " + who);
  }
}
