/// The use cases of Sallyport and the ports they need.
module dev.sallyport.application {
  requires transitive dev.sallyport.domain;
  requires static transitive org.jspecify;

  exports dev.sallyport.application.placeholder;
}
