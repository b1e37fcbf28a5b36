/// What Sallyport does: one class a use case, and the ports through which it reaches the outside.
module dev.sallyport.application {
  requires transitive dev.sallyport.domain;
  requires static transitive org.jspecify;

  exports dev.sallyport.application.access;
  exports dev.sallyport.application.account;
  exports dev.sallyport.application.feed;
  exports dev.sallyport.application.key;
  exports dev.sallyport.application.limit;
  exports dev.sallyport.application.login;
  exports dev.sallyport.application.oauth;
  exports dev.sallyport.application.port;
  exports dev.sallyport.application.session;
  exports dev.sallyport.application.share;
}
