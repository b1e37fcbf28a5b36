package dev.sallyport.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/// A run as a page of documentation.
///
/// @param date the day of the run, as ISO 8601 writes it
/// @param settings how it was measured, a line each
/// @param sections tables, the one with the targets first
/// @param warnings what speaks against the figures
public record Page(
    Machine machine,
    String date,
    List<String> settings,
    List<Section> sections,
    List<String> warnings) {

  /// Some figures under a title.
  ///
  /// @param chart the file of their chart, from where the page is; empty for none
  public record Section(
      String title, String introduction, List<Comparison> figures, String chart) {}

  /// As Markdown.
  public String markdown() {
    var page = new StringBuilder();
    page.append(
        """
        # Performance

        How close Sallyport gets to the limits of what it stands on: the CPU time of bcrypt, that of a signature, a durable commit, and what bare Javalin can answer. Timings differ
        from machine to machine, so every figure is a ratio of two things that were measured in turn in one run, with its spread over the rounds.

        `scripts/bench` wrote this page; what is changed here by hand is lost with the next run. `scripts/bench quick` shows most of it in two minutes and writes nothing.

        | | |
        | --- | --- |
        """);
    row(page, "date", date);
    row(page, "CPU", machine.cpu() + ", " + machine.cores() + " cores");
    row(page, "memory", machine.memory() + " GiB");
    row(page, "kernel", machine.kernel());
    row(page, "JDK", machine.jdk());
    settings.forEach(line -> row(page, "measured", line));
    for (Section section : sections) {
      if (!section.figures().isEmpty()) {
        append(page, section);
      }
    }
    if (!warnings.isEmpty()) {
      page.append("\n## What speaks against these figures\n\n");
      page.append(warnings.stream().map(line -> "- " + line + '\n').collect(Collectors.joining()));
    }
    return page.toString();
  }

  private static void append(StringBuilder page, Section section) {
    page.append("\n## ").append(section.title()).append("\n\n");
    page.append(section.introduction()).append("\n\n");
    if (!section.chart().isEmpty()) {
      page.append("![")
          .append(section.title())
          .append("](")
          .append(section.chart())
          .append(")\n\n");
    }
    page.append(new Table(section.figures()).markdown());
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }
}
