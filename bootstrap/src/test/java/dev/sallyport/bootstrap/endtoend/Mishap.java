package dev.sallyport.bootstrap.endtoend;

/// Something that goes wrong for a while.
///
/// @param what in words, for the report
/// @param strike makes it go wrong
/// @param heal makes it good again
record Mishap(String what, Runnable strike, Runnable heal) {

  @Override
  public String toString() {
    return what;
  }
}
