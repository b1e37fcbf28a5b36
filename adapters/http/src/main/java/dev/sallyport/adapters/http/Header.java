package dev.sallyport.adapters.http;

/// One header line of an answer. The value does not print: it may be a cookie.
record Header(String name, String value) {

  @Override
  public String toString() {
    return name + ": ***";
  }
}
