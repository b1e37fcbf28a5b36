package dev.sallyport.application.port;

import dev.sallyport.domain.session.CopyId;
import java.util.Optional;

/// Sees to it that a revocation which was committed is known wherever revocations are looked up,
/// before anybody is told of it. The stores call it; thread-safe.
public interface RevocationSpread {

  /// There is no shared copy that anybody could believe instead of the database.
  RevocationSpread NONE =
      new RevocationSpread() {
        @Override
        public void spread(long number, Optional<CopyId> copy) {}

        @Override
        public void spreadEarlier(long number) {}
      };

  /// Called right after the commit of each transaction that has revoked, before it is acknowledged.
  /// When this returns, nobody who asks from then on gets an answer without it.
  ///
  /// @param number the number that the transaction has raised
  /// @param copy the copy that the database named in that very statement
  /// @throws StoreUnavailableException if that can't be had: the revocation stands, and nothing may
  ///   be acknowledged
  void spread(long number, Optional<CopyId> copy);

  /// [#spread] as the stores call it.
  ///
  /// @throws RevocationNotSpreadException if it can't be had, so that who has asked for the
  ///   transaction can tell that it stands
  default void spreadCommitted(long number, Optional<CopyId> copy) {
    try {
      spread(number, copy);
    } catch (StoreUnavailableException e) {
      throw new RevocationNotSpreadException(e);
    }
  }

  /// Called before anybody is told of a revocation that was committed earlier, by whomever: that
  /// process may still be at [#spread], or have failed there.
  ///
  /// @throws StoreUnavailableException as above
  void spreadEarlier(long number);
}
