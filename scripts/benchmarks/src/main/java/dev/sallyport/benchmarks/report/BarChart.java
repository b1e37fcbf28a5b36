package dev.sallyport.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Bars beside their names, as SVG: readable on light and on dark pages, and told in words to who
/// can't see it.
///
/// @param title what it shows
/// @param bars from top to bottom
public record BarChart(String title, List<Bar> bars) {

  private static final int WIDTH = 760;
  private static final int NAMES = 330;
  private static final int VALUES = 110;
  private static final int ROW = 26;
  private static final int TOP = 44;

  private static final String STYLE =
      """
      <style>
        text { font: 13px system-ui, sans-serif; fill: #24292f; }
        .title { font-weight: 600; font-size: 15px; }
        .bar { fill: #2f6fb0; }
        .missed { fill: #b35900; }
        .mark { stroke: #24292f; stroke-width: 2; }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3; }
          .bar { fill: #6cb0f5; }
          .missed { fill: #f0a04b; }
          .mark { stroke: #e6edf3; }
        }
      </style>
      """;

  /// One bar.
  ///
  /// @param value its length, not below zero
  /// @param full the length that fills the width, above zero
  /// @param mark where its target is, if it has one
  /// @param missed whether the target is missed, which colours it
  /// @param text what stands behind it
  public record Bar(
      String name, double value, double full, OptionalDouble mark, boolean missed, String text) {

    /// A bar for a value, on the scale of others.
    public static Bar ofValue(String name, double value, double full) {
      return new Bar(name, value, full, OptionalDouble.empty(), false, Digits.text(value));
    }

    /// A bar for a ratio, on a scale of its own in which the target is seen.
    public static Bar ofRatio(Comparison figure) {
      double ratio = figure.ratio().median();
      OptionalDouble mark =
          switch (figure.target()) {
            case Target.AtLeast(double least) -> OptionalDouble.of(least);
            case Target.AtMost(double most) -> OptionalDouble.of(most);
            case Target.None() -> OptionalDouble.empty();
          };
      return new Bar(
          figure.what(),
          ratio,
          1.15 * Math.max(ratio, mark.orElse(0)),
          mark,
          !figure.isMet(),
          (Digits.text(ratio) + ' ' + (figure.isCompared() ? "x" : figure.unit())).strip());
    }
  }

  /// The whole document.
  public String svg() {
    int height = TOP + bars.size() * ROW + 10;
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                + " role=\"img\" aria-labelledby=\"title desc\">%n",
            WIDTH,
            height,
            WIDTH,
            height));
    svg.append("<title id=\"title\">").append(escaped(title)).append("</title>\n");
    svg.append("<desc id=\"desc\">").append(escaped(description())).append("</desc>\n");
    svg.append(STYLE);
    svg.append("<text class=\"title\" x=\"8\" y=\"24\">")
        .append(escaped(title))
        .append("</text>\n");
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), TOP + i * ROW);
    }
    return svg.append("</svg>\n").toString();
  }

  private String description() {
    return String.join(
        "; ",
        bars.stream()
            .map(bar ->
                bar.name()
                    + ": "
                    + bar.text()
                    + (bar.mark().isEmpty()
                        ? ""
                        : ", target "
                            + Digits.text(bar.mark().getAsDouble())
                            + (bar.missed() ? " missed" : " met")))
            .toList());
  }

  private static void draw(StringBuilder svg, Bar bar, int y) {
    double scale = (WIDTH - NAMES - VALUES) / bar.full();
    svg.append(
        String.format(
            Locale.ROOT, "<text x=\"8\" y=\"%d\">%s</text>%n", y + 14, escaped(bar.name())));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" rx=\"2\"/>%n",
            bar.missed() ? "missed" : "bar",
            NAMES,
            y,
            Math.max(1, bar.value() * scale)));
    bar.mark()
        .ifPresent(mark ->
            svg.append(
                String.format(
                    Locale.ROOT,
                    "<line class=\"mark\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
                    NAMES + mark * scale,
                    NAMES + mark * scale,
                    y - 3,
                    y + 19)));
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\">%s</text>%n",
            WIDTH - VALUES + 10,
            y + 14,
            escaped(bar.text())));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
