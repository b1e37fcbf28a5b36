package dev.sallyport.benchmarks;

import dev.sallyport.benchmarks.figure.Bench;
import dev.sallyport.benchmarks.figure.Footprint;
import dev.sallyport.benchmarks.figure.LatencyBesideLogins;
import dev.sallyport.benchmarks.figure.LoginThroughput;
import dev.sallyport.benchmarks.figure.ManyRevocations;
import dev.sallyport.benchmarks.figure.Measurement;
import dev.sallyport.benchmarks.figure.Parts;
import dev.sallyport.benchmarks.figure.Plan;
import dev.sallyport.benchmarks.figure.PostgresRotations;
import dev.sallyport.benchmarks.figure.ProtectedRoute;
import dev.sallyport.benchmarks.figure.PurgeBesideWriters;
import dev.sallyport.benchmarks.figure.RefreshCost;
import dev.sallyport.benchmarks.figure.RotationsAtScale;
import dev.sallyport.benchmarks.figure.SqliteRotations;
import dev.sallyport.benchmarks.figure.StartUp;
import dev.sallyport.benchmarks.figure.TokenCheck;
import dev.sallyport.benchmarks.figure.Wrk;
import dev.sallyport.benchmarks.process.Others;
import dev.sallyport.benchmarks.process.Scratch;
import dev.sallyport.benchmarks.report.BarChart;
import dev.sallyport.benchmarks.report.BarChart.Bar;
import dev.sallyport.benchmarks.report.Comparison;
import dev.sallyport.benchmarks.report.Machine;
import dev.sallyport.benchmarks.report.Page;
import dev.sallyport.benchmarks.report.Page.Section;
import dev.sallyport.benchmarks.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One run: measures one thing after the other, tells what came of it, and writes the page.
final class Run {

  /// From here on it is said that others were at work.
  private static final double NOTICEABLE = 0.05;

  private final Plan plan;
  private final Optional<String> only;
  private final Path root;
  private final List<Comparison> figures = new ArrayList<>();
  private final List<Comparison> parts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean complete = true;

  /// @param only what is measured, by a word of its name; empty for all
  Run(Plan plan, Optional<String> only, Path root) {
    this.plan = plan;
    this.only = only;
    this.root = root;
  }

  private List<Measurement> measurements() {
    if (plan.equals(Plan.SOAK)) {
      return List.of(new Footprint());
    }
    List<Measurement> quick =
        List.of(
            new ProtectedRoute(),
            new LoginThroughput(),
            new RefreshCost(),
            new SqliteRotations(),
            new PostgresRotations(),
            new RotationsAtScale(),
            new StartUp(),
            new Footprint());
    List<Measurement> more =
        List.of(
            new LatencyBesideLogins(),
            new TokenCheck(),
            new Wrk(),
            new PurgeBesideWriters(),
            new ManyRevocations(),
            new Parts());
    return plan.equals(Plan.QUICK) ? quick : Stream.concat(quick.stream(), more.stream()).toList();
  }

  private List<Measurement> chosen() {
    return measurements().stream()
        .filter(measurement -> only.stream().allMatch(measurement.name()::contains))
        .toList();
  }

  /// Measures, and tells.
  ///
  /// @return whether all could be measured and, if that is asked for, every target is met
  boolean isGood(boolean strict) {
    long begin = System.nanoTime();
    if (chosen().isEmpty()) {
      System.err.println(
          "nothing has that word in its name: "
              + measurements().stream().map(Measurement::name).collect(Collectors.joining(", ")));
      return false;
    }
    var others = new Others();
    warnOfLoad();
    try (Scratch scratch = Scratch.make()) {
      var bench = new Bench(plan, root, scratch, others);
      for (Measurement measurement : chosen()) {
        measure(measurement, bench);
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    tell(took);
    if (plan.equals(Plan.FULL) && only.isEmpty() && complete) {
      write(took);
    }
    boolean met = figures.stream().allMatch(Comparison::isMet);
    return complete && (met || !strict);
  }

  private void warnOfLoad() {
    try {
      String load = Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
      if (Double.parseDouble(load) > Runtime.getRuntime().availableProcessors() / 2.0) {
        warnings.add("The machine was not idle before: its load average was " + load + ".");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(Measurement measurement, Bench bench) {
    System.err.print("Measuring " + measurement.name() + ": ");
    long begin = System.nanoTime();
    bench.others().begin();
    try {
      List<Comparison> measured = measurement.measure(bench);
      (measurement instanceof Parts ? parts : figures).addAll(measured);
    } catch (RuntimeException e) {
      complete = false;
      System.err.println("this could not be measured.");
      e.printStackTrace();
    }
    System.err.println(Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s");
    double share = bench.others().share();
    if (share > NOTICEABLE) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "Others had %.0f %% of the cores during: %s.",
              100 * share,
              measurement.name()));
    }
  }

  private List<Comparison> withTarget() {
    return figures.stream().filter(Comparison::hasTarget).toList();
  }

  private List<Comparison> withoutTarget() {
    return figures.stream().filter(figure -> !figure.hasTarget()).toList();
  }

  private void tell(Duration took) {
    System.out.println();
    for (List<Comparison> some : List.of(withTarget(), withoutTarget(), parts)) {
      if (!some.isEmpty()) {
        System.out.println(new Table(some).text());
      }
    }
    warnings.forEach(System.out::println);
    long missed = withTarget().stream().filter(figure -> !figure.isMet()).count();
    System.out.printf(
        Locale.ROOT,
        "%d of %d targets met, in %d min %d s.%s%n",
        withTarget().size() - missed,
        withTarget().size(),
        took.toMinutes(),
        took.toSecondsPart(),
        complete ? "" : " Not all could be measured.");
  }

  private void write(Duration took) {
    Path docs = root.resolve("docs");
    Path charts = docs.resolve("performance");
    try {
      Files.createDirectories(charts);
      Files.writeString(
          charts.resolve("targets.svg"),
          new BarChart(
                  "What was measured by its yardstick, and its target",
                  withTarget().stream().map(Bar::ofRatio).toList())
              .svg());
      Files.writeString(
          charts.resolve("cpu.svg"),
          new BarChart("CPU time of a request, in microseconds", cpuBars()).svg());
      Files.writeString(docs.resolve("performance.md"), page(took).markdown());
      System.out.println("Written: docs/performance.md and docs/performance/*.svg.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Bar> cpuBars() {
    List<Comparison> costs =
        figures.stream()
            .filter(figure -> figure.what().contains("CPU per request"))
            .filter(figure -> !figure.what().contains("revocations"))
            .toList();
    double full = 1.05 * costs.stream().mapToDouble(cost -> cost.ours().median()).max().orElse(1);
    List<Bar> bars = new ArrayList<>();
    costs.stream()
        .limit(1)
        .forEach(cost -> bars.add(Bar.ofValue("bare Javalin", cost.yardsticks().median(), full)));
    costs.forEach(cost -> bars.add(Bar.ofValue(cost.what(), cost.ours().median(), full)));
    return bars;
  }

  private Page page(Duration took) {
    return new Page(
        Machine.here(),
        LocalDate.now(ZoneOffset.UTC).toString(),
        List.of(
            "in "
                + plan.rounds()
                + " rounds of "
                + plan.side().toSeconds()
                + " s for ours and "
                + plan.side().toSeconds()
                + " s for the yardstick, after "
                + String.format(Locale.ROOT, "%,d", plan.warmUp())
                + " requests to each route and more until compilers are quiet; all of it in "
                + took.toMinutes()
                + " min",
            "every server, the yardstick too, with `" + options() + "`"),
        List.of(
            new Section(
                "What it must show",
                "The ratio is the median over the rounds, the spread its least and its greatest. The load generator runs on the same cores and is part of requests a second on both"
                    + " sides; CPU time is that of the server alone.",
                withTarget(),
                "performance/targets.svg"),
            new Section("Beside it", "What has no target.", withoutTarget(), "performance/cpu.svg"),
            new Section("The parts", "Each by itself on one core, by JMH.", parts, "")),
        warnings);
  }

  private String options() {
    try (Stream<String> lines = Files.lines(root.resolve("scripts/java-options"))) {
      return String.join(" ", lines.filter(line -> line.startsWith("-")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
