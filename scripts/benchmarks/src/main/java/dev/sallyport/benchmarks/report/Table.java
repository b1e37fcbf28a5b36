package dev.sallyport.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Figures, a row each, for a terminal or for a page.
public record Table(List<Comparison> figures) {

  private static final List<String> HEAD =
      List.of("what", "ours", "yardstick", "ratio", "spread", "target", "met");

  /// With columns of one width, and a line under the head.
  public String text() {
    List<List<String>> rows = rows();
    List<Integer> widths =
        IntStream.range(0, HEAD.size())
            .mapToObj(
                column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toList();
    List<String> lines = new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
    lines.add(
        1,
        widths.stream()
            .map(width -> "-".repeat(Math.max(1, width)))
            .collect(Collectors.joining("  ")));
    return String.join("\n", lines) + '\n';
  }

  /// As Markdown.
  public String markdown() {
    List<String> lines =
        new ArrayList<>(
            rows().stream()
                .map(row ->
                    row.stream()
                        .map(cell -> cell.replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .toList());
    lines.add(1, "| --- | ---: | --- | ---: | --- | --- | --- |");
    return String.join("\n", lines) + '\n';
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    figures.forEach(figure -> rows.add(row(figure)));
    return rows;
  }

  private static List<String> row(Comparison figure) {
    Spread ratio = figure.ratio();
    return List.of(
        figure.what(),
        withUnit(figure.ours().median(), figure.unit()),
        figure.isCompared()
            ? withUnit(figure.yardsticks().median(), figure.unit()) + ", " + figure.yardstick()
            : "",
        figure.isCompared() ? Digits.text(ratio.median()) : "",
        figure.rounds().size() == 1
            ? ""
            : Digits.text(ratio.least()) + " to " + Digits.text(ratio.greatest()),
        figure.target().text()
            + (figure.isCompared() || !figure.hasTarget() ? "" : " " + figure.unit()),
        figure.hasTarget() ? (figure.isMet() ? "yes" : "NO") : "");
  }

  private static String withUnit(double value, String unit) {
    return (Digits.text(value) + ' ' + unit).strip();
  }

  private static String line(List<String> row, List<Integer> widths) {
    return IntStream.range(0, row.size())
        .mapToObj(
            column -> row.get(column) + " ".repeat(widths.get(column) - row.get(column).length()))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }
}
