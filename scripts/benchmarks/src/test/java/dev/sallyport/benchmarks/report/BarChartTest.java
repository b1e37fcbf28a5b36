package dev.sallyport.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.benchmarks.report.BarChart.Bar;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class BarChartTest {

  private static final BarChart CHART =
      new BarChart("Ratios & <targets>", Figures.ALL.stream().map(Bar::ofRatio).toList());

  @Test
  void it_is_drawn() {
    String svg = CHART.svg();

    assertThat(svg.substring(0, svg.indexOf("<style>")) + svg.substring(svg.indexOf("<text class")))
        .isEqualTo(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 158" width="760" height="158" role="img" aria-labelledby="title desc">
            <title id="title">Ratios &amp; &lt;targets&gt;</title>
            <desc id="desc">protected route: 0.9 x, target 0.85 met; refresh, CPU: 8.75 x, target 8 missed; resident memory: 140 MiB, target 160 met; a | b &lt;c&gt;: 0.25 x</desc>
            <text class="title" x="8" y="24">Ratios &amp; &lt;targets&gt;</text>
            <text x="8" y="58">protected route</text>
            <rect class="bar" x="330" y="44" width="278.3" height="16" rx="2"/>
            <line class="mark" x1="592.8" x2="592.8" y1="41" y2="63"/>
            <text x="660" y="58">0.9 x</text>
            <text x="8" y="84">refresh, CPU</text>
            <rect class="missed" x="330" y="70" width="278.3" height="16" rx="2"/>
            <line class="mark" x1="584.4" x2="584.4" y1="67" y2="89"/>
            <text x="660" y="84">8.75 x</text>
            <text x="8" y="110">resident memory</text>
            <rect class="bar" x="330" y="96" width="244.2" height="16" rx="2"/>
            <line class="mark" x1="608.3" x2="608.3" y1="93" y2="115"/>
            <text x="660" y="110">140 MiB</text>
            <text x="8" y="136">a | b &lt;c&gt;</text>
            <rect class="bar" x="330" y="122" width="278.3" height="16" rx="2"/>
            <text x="660" y="136">0.25 x</text>
            </svg>
            """);
  }

  @Test
  void it_is_xml_and_is_read_on_dark_pages_too() throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(CHART.svg().getBytes(UTF_8)));

    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(document.getElementsByTagName("style").item(0).getTextContent())
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void values_share_a_scale() {
    assertThat(
            new BarChart("CPU", List.of(Bar.ofValue("a", 5, 10), Bar.ofValue("b", 10, 10))).svg())
        .contains("width=\"160.0\"", "width=\"320.0\"");
  }
}
