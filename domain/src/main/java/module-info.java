/// The rules of Sallyport: what a session, a token, a password and a key are, and what may happen
/// to them. Nothing here does I/O, reads a clock or makes a random number: those are handed in.
module dev.sallyport.domain {
  requires static transitive org.jspecify;

  exports dev.sallyport.domain.access;
  exports dev.sallyport.domain.csrf;
  exports dev.sallyport.domain.device;
  exports dev.sallyport.domain.key;
  exports dev.sallyport.domain.oauth;
  exports dev.sallyport.domain.password;
  exports dev.sallyport.domain.recovery;
  exports dev.sallyport.domain.session;
  exports dev.sallyport.domain.throttle;
  exports dev.sallyport.domain.user;
}
