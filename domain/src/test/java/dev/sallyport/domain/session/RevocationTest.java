package dev.sallyport.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.domain.Sample;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class RevocationTest {

  private static final Instant UNTIL = Sample.NOW;

  @Provide
  Arbitrary<Revocation> revocations() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(true, false, false),
            Arbitraries.longs().between(0, 5))
        .as((least, none, second) ->
            new Revocation(none ? Revocation.NO_GENERATION : least, Instant.ofEpochSecond(second)));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void the_order_of_two_does_not_matter(
      @ForAll("revocations") Revocation a, @ForAll("revocations") Revocation b) {
    assertThat(a.and(b)).isEqualTo(b.and(a));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void the_grouping_of_three_does_not_matter(
      @ForAll("revocations") Revocation a,
      @ForAll("revocations") Revocation b,
      @ForAll("revocations") Revocation c) {
    assertThat(a.and(b).and(c)).isEqualTo(a.and(b.and(c)));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void once_more_changes_nothing(@ForAll("revocations") Revocation a) {
    assertThat(a.and(a)).isEqualTo(a);
    assertThat(a.and(Revocation.NONE)).isEqualTo(a);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void both_refuse_whatever_one_of_them_refuses(
      @ForAll("revocations") Revocation a,
      @ForAll("revocations") Revocation b,
      @ForAll("generations") int generation,
      @ForAll("seconds") long second) {
    Instant now = Instant.ofEpochSecond(second);

    if (a.refuses(generation, now) || b.refuses(generation, now)) {
      assertThat(a.and(b).refuses(generation, now)).isTrue();
    }
  }

  @Provide
  Arbitrary<Integer> generations() {
    return Arbitraries.integers().between(1, 6);
  }

  @Provide
  Arbitrary<Long> seconds() {
    return Arbitraries.longs().between(0, 6);
  }

  @Test
  void it_refuses_what_is_below_its_least_generation_until_its_end() {
    var revocation = new Revocation(3, UNTIL);

    assertThat(revocation.refuses(2, UNTIL.minusMillis(1))).isTrue();
    assertThat(revocation.refuses(3, UNTIL.minusMillis(1))).isFalse();
    assertThat(revocation.refuses(2, UNTIL)).isFalse();
  }

  @Test
  void none_refuses_nothing_and_no_generation_refuses_all() {
    assertThat(Revocation.NONE.refuses(1, Instant.EPOCH)).isFalse();
    assertThat(
            new Revocation(Revocation.NO_GENERATION, UNTIL)
                .refuses(Integer.MAX_VALUE - 1, UNTIL.minusMillis(1)))
        .isTrue();
  }

  @Test
  void a_generation_is_not_negative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Revocation(-1, UNTIL));
  }
}
