package dev.sallyport.domain.key;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Root secrets that do not change.
final class FixedRootSecrets implements RootSecrets {

  private final Map<Integer, RootSecret> byNumber;
  private final RootSecret current;

  FixedRootSecrets(List<RootSecret> all) {
    this.current =
        all.stream()
            .max(Comparator.comparingInt(RootSecret::number))
            .orElseThrow(() -> new IllegalArgumentException("an installation has a root secret"));
    this.byNumber =
        all.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    RootSecret::number,
                    Function.identity(),
                    (_, _) -> {
                      throw new IllegalArgumentException("two root secrets have one number");
                    }));
  }

  @Override
  public RootSecret current() {
    return current;
  }

  @Override
  public Optional<RootSecret> byNumber(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  @Override
  public String toString() {
    return "RootSecrets" + byNumber.keySet();
  }
}
