package dev.sallyport.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.benchmarks.report.Page.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final Machine MACHINE = new Machine("Some CPU", 2, 24, "Linux 6.1", "Temurin-25");

  @Test
  void a_run_becomes_a_page() {
    var page =
        new Page(
            MACHINE,
            "2026-11-24",
            List.of("in 5 rounds"),
            List.of(
                new Section("Targets", "What was wanted.", List.of(Figures.MET), "a/b.svg"),
                new Section("Nothing", "Not measured.", List.of(), ""),
                new Section("More", "The rest.", List.of(Figures.ALONE), "")),
            List.of("Others had 9 % of the cores."));

    String text = page.markdown();

    assertThat(text).startsWith("# Performance\n\n").contains("`scripts/bench` wrote this page");
    assertThat(text.substring(text.indexOf("| | |")))
        .isEqualTo(
            """
            | | |
            | --- | --- |
            | date | 2026-11-24 |
            | CPU | Some CPU, 2 cores |
            | memory | 24 GiB |
            | kernel | Linux 6.1 |
            | JDK | Temurin-25 |
            | measured | in 5 rounds |

            ## Targets

            What was wanted.

            ![Targets](a/b.svg)

            | what | ours | yardstick | ratio | spread | target | met |
            | --- | ---: | --- | ---: | --- | --- | --- |
            | protected route | 9,000 requests/s | 10,000 requests/s, bare Javalin | 0.9 | 0.88 to 0.95 | at least 0.85 | yes |

            ## More

            The rest.

            | what | ours | yardstick | ratio | spread | target | met |
            | --- | ---: | --- | ---: | --- | --- | --- |
            | resident memory | 140 MiB |  |  |  | at most 160 MiB | yes |

            ## What speaks against these figures

            - Others had 9 % of the cores.
            """);
  }

  @Test
  void a_run_that_nothing_speaks_against_says_nothing_of_it() {
    var page = new Page(MACHINE, "2026-11-24", List.of(), List.of(), List.of());

    assertThat(page.markdown()).doesNotContain("speaks against");
  }
}
