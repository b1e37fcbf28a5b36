package dev.sallyport.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void a_terminal_gets_columns() {
    assertThat(new Table(Figures.ALL).text())
        .isEqualTo(
            """
            what             ours              yardstick                        ratio  spread        target           met
            ---------------  ----------------  -------------------------------  -----  ------------  ---------------  ---
            protected route  9,000 requests/s  10,000 requests/s, bare Javalin  0.9    0.88 to 0.95  at least 0.85    yes
            refresh, CPU     875 µs            100 µs, bare Javalin             8.75   8.5 to 9      at most 8        NO
            resident memory  140 MiB                                                                 at most 160 MiB  yes
            a | b <c>        1                 4, d & e                         0.25
            """);
  }

  @Test
  void a_page_gets_markdown() {
    assertThat(new Table(Figures.ALL).markdown())
        .isEqualTo(
            """
            | what | ours | yardstick | ratio | spread | target | met |
            | --- | ---: | --- | ---: | --- | --- | --- |
            | protected route | 9,000 requests/s | 10,000 requests/s, bare Javalin | 0.9 | 0.88 to 0.95 | at least 0.85 | yes |
            | refresh, CPU | 875 µs | 100 µs, bare Javalin | 8.75 | 8.5 to 9 | at most 8 | NO |
            | resident memory | 140 MiB |  |  |  | at most 160 MiB | yes |
            | a \\| b <c> | 1 | 4, d & e | 0.25 |  |  |  |
            """);
  }
}
