package dev.sallyport.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page in Prometheus' text format, version 0.0.4, read as strictly as its description allows:
/// help, type and samples of a family together, no family and no series twice.
final class PrometheusText {

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(.*)})? ([-+]?[0-9.]+(?:E-?[0-9]+)?|[-+]Inf|NaN)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\"\\\\n])*)\"(,|$)");

  /// What is measured, in all its series.
  static final class Family {
    final String name;
    final String type;
    final String help;
    final Map<String, Set<String>> labels = new TreeMap<>();

    private Family(String name, String type, String help) {
      this.name = name;
      this.type = type;
      this.help = help;
    }
  }

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Map<String, Double> series = new LinkedHashMap<>();

  static PrometheusText parse(String page) {
    var text = new PrometheusText();
    assertThat(page).matches("(?s)[ -~\n]+").endsWith("\n").doesNotContain("\n\n");
    @Nullable String help = null;
    @Nullable Family family = null;
    for (String line : page.lines().toList()) {
      Matcher helped = HELP.matcher(line);
      Matcher typed = TYPE.matcher(line);
      if (helped.matches()) {
        assertThat(help).as(line).isNull();
        family = null;
        help = line;
      } else if (typed.matches()) {
        assertThat(help).as(line).startsWith("# HELP " + typed.group(1) + ' ');
        Matcher before = HELP.matcher(String.valueOf(help));
        assertThat(before.matches()).isTrue();
        family = new Family(typed.group(1), typed.group(2), before.group(2));
        assertThat(text.families.put(family.name, family)).as("twice: " + line).isNull();
        help = null;
      } else {
        assertThat(family).as(line).isNotNull();
        text.sample(family == null ? new Family("", "", "") : family, line);
      }
    }
    text.families.values().stream()
        .filter(one -> one.type.equals("histogram"))
        .forEach(text::checkHistogram);
    return text;
  }

  private void sample(Family family, String line) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    String name = sample.group(1);
    assertThat(
            family.type.equals("histogram")
                ? Set.of(family.name + "_bucket", family.name + "_sum", family.name + "_count")
                : Set.of(family.name))
        .as(line)
        .contains(name);
    assertThat(family.type.equals("counter")).as(line).isEqualTo(name.endsWith("_total"));
    @Nullable String labels = sample.group(2);
    if (labels != null) {
      labels(family, labels, line);
    }
    String key = line.substring(0, line.lastIndexOf(' '));
    double value =
        switch (sample.group(3)) {
          case "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          case "NaN" -> Double.NaN;
          default -> Double.parseDouble(sample.group(3));
        };
    assertThat(series.put(key, value)).as("twice: " + line).isNull();
  }

  private static void labels(Family family, String labels, String line) {
    Matcher label = LABEL.matcher(labels);
    int end = 0;
    while (end < labels.length()) {
      assertThat(label.find() && label.start() == end).as(line).isTrue();
      end = label.end();
      if (!label.group(1).equals("le")) {
        family.labels.computeIfAbsent(label.group(1), _ -> new TreeSet<>()).add(label.group(2));
      }
    }
  }

  /// Buckets hold what the smaller ones hold too, and the last holds all.
  private void checkHistogram(Family family) {
    Map<String, List<Double>> buckets = new LinkedHashMap<>();
    series.forEach((key, value) -> {
      if (key.startsWith(family.name + "_bucket{")) {
        buckets
            .computeIfAbsent(key.replaceFirst(",?le=\"[^\"]*\"", ""), _ -> new ArrayList<>())
            .add(value);
      }
    });
    assertThat(buckets).isNotEmpty();
    buckets.forEach((key, counts) -> {
      assertThat(counts).isSorted();
      String count = key.replace("_bucket{", "_count{").replace("{}", "");
      assertThat(series).as(key).containsEntry(count, counts.getLast());
    });
  }

  List<Family> families() {
    return List.copyOf(families.values());
  }

  /// Each series with its labels, as it stands on the page.
  Set<String> series() {
    return Set.copyOf(series.keySet());
  }

  double value(String one) {
    assertThat(series).containsKey(one);
    return series.getOrDefault(one, Double.NaN);
  }
}
