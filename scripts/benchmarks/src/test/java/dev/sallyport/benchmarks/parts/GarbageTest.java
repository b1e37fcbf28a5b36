package dev.sallyport.benchmarks.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.adapters.gate.JwsGate.Refusal;
import dev.sallyport.adapters.jwt.TokenDiagnosis.NotOpened;
import dev.sallyport.benchmarks.figure.Garbage;
import dev.sallyport.domain.key.SigningAlgorithm;
import org.junit.jupiter.api.Test;

class GarbageTest {

  @Test
  void each_kind_is_refused_for_a_reason_of_its_own_before_the_signature() {
    var tokens = Tokens.by(SigningAlgorithm.RS256);
    var garbage = Garbage.of(tokens.issue());

    assertThat(garbage.values())
        .extracting(one -> tokens.verifier().examine(one, tokens.now()))
        .allMatch(NotOpened.class::isInstance)
        .extracting(one -> ((NotOpened) one).why())
        .doesNotHaveDuplicates()
        .doesNotContain(Refusal.WRONG_SIGNATURE);
  }
}
