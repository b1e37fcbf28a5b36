package dev.sallyport.application.share;

import dev.sallyport.application.port.Pause;
import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.domain.session.CopyId;
import java.util.Optional;

/// Has the database name no shared copy any more, so that nobody waits for one to lapse.
public final class ForgetCopies {

  private final RevocationCounter counter;
  private final Pause pause;
  private final SecretGenerator secrets;

  public ForgetCopies(RevocationCounter counter, Pause pause, SecretGenerator secrets) {
    this.counter = counter;
    this.pause = pause;
    this.secrets = secrets;
  }

  /// In two steps: a copy that nobody builds, and when every other one has lapsed, none.
  ///
  /// @return false if there was nothing to forget, or another process names copies
  /// @throws dev.sallyport.application.port.StoreUnavailableException if the database can't be had
  public boolean forget() {
    Optional<CopyId> named = counter.read().copy();
    if (named.isEmpty()) {
      return false;
    }
    Optional<CopyId> nobodys = Optional.of(CopyId.create(secrets.bytes(CopyId.RANDOM_BYTES)));
    return counter.name(named, nobodys)
        && pause.elapse(WaitOutCopies.LAPSE)
        && counter.name(nobodys, Optional.empty());
  }
}
