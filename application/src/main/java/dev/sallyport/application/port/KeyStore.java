package dev.sallyport.application.port;

import dev.sallyport.domain.key.WrappedKeys;

/// All keys of an installation, wrapped. Implementations pass `KeyStoreContract`.
///
/// They are few, so they are read and replaced as one. Durable when it returns, thread-safe; every
/// method may throw [StoreUnavailableException]; a write that throws may or may not have happened,
/// never half.
public interface KeyStore {

  /// The keys as they are now, of one moment; [WrappedKeys#NONE] in a new installation.
  WrappedKeys all();

  /// Puts `next` in the place of `seen`, in one transaction, if nobody has changed anything
  /// meanwhile. What `next` does not have any more is erased.
  ///
  /// @return false if the stored keys are no longer exactly `seen`; nothing was written
  boolean replace(WrappedKeys seen, WrappedKeys next);
}
