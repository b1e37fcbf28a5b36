package dev.sallyport.domain.key;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The root secrets of an installation. New sessions and hashes use the one with the highest
/// number; older ones stay for what was made with them.
public final class RootSecrets {

  private final Map<Integer, RootSecret> byNumber;
  private final RootSecret current;

  /// @throws IllegalArgumentException if there is none, or two have one number
  public RootSecrets(List<RootSecret> all) {
    this.current =
        all.stream()
            .max((a, b) -> Integer.compare(a.number(), b.number()))
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

  /// The one for everything new.
  public RootSecret current() {
    return current;
  }

  /// The one of this number; empty if there is none.
  public Optional<RootSecret> byNumber(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  @Override
  public String toString() {
    return "RootSecrets" + byNumber.keySet();
  }
}
