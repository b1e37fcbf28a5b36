package dev.sallyport.bootstrap;

/// The program.
public final class Main {
  private Main() {}

  /// Starts Sallyport.
  public static void main(String[] args) {
    System.out.println("sallyport");
  }
}
