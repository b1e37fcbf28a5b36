package dev.sallyport.application.port;

import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;

/// Says which access tokens must be refused although they have not expired. Implementations pass
/// `RevocationListContract`.
///
/// A revocation that was acknowledged anywhere, by another process on the same database too, is
/// seen by every call that starts after it. Thread-safe, and asked at every protected request, so
/// fast.
public interface RevocationList {

  /// The revocation of this session; [Revocation#NONE] if nothing is revoked, or the session is not
  /// known.
  ///
  /// @throws StoreUnavailableException if that can't be said now: never a guess
  Revocation of(SessionId session);
}
