/// The rules of Sallyport, on `java.base` alone.
module dev.sallyport.domain {
  requires static transitive org.jspecify;

  exports dev.sallyport.domain.placeholder;
}
