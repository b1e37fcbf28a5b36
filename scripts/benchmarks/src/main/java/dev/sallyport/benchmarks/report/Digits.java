package dev.sallyport.benchmarks.report;

import java.util.Locale;

/// Numbers as people read them: three digits that count, and no more than were measured.
public final class Digits {

  private Digits() {}

  /// Such as `0.0123`, `0.85`, `4.2`, `160`, `12,300`.
  public static String text(double value) {
    double size = Math.abs(value);
    if (size >= 999.5) {
      long step = 1;
      while (size / step >= 999.5) {
        step *= 10;
      }
      return String.format(Locale.ROOT, "%,d", Math.round(value / step) * step);
    }
    int decimals =
        size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
