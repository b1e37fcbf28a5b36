package dev.sallyport.application.port;

/// A transaction that has revoked is committed and stands, but not everybody knows of it yet. It may
/// not be acknowledged, so the edge answers 503; what has happened belongs in the security log all
/// the same, since who tries again finds it done already.
public final class RevocationNotSpreadException extends StoreUnavailableException {

  private static final long serialVersionUID = 1L;

  RevocationNotSpreadException(StoreUnavailableException cause) {
    super("revocation: tell those who look it up elsewhere", cause);
  }
}
