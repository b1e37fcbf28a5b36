package dev.sallyport.domain.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// All keys of an installation as the database keeps them, worth nothing without the master key.
///
/// @param roots the lowest number first; numbers are unique
public record WrappedKeys(List<WrappedRootSecret> roots, SigningKeys signing) {

  /// None yet.
  public static final WrappedKeys NONE = new WrappedKeys(List.of(), SigningKeys.NONE);

  /// @throws IllegalArgumentException if two root secrets have one number, or they are not in order
  public WrappedKeys {
    roots = List.copyOf(roots);
    for (int i = 1; i < roots.size(); i++) {
      if (roots.get(i - 1).number() >= roots.get(i).number()) {
        throw new IllegalArgumentException("root secrets are in the order of their numbers");
      }
    }
  }

  /// With one more root secret, which has the highest number.
  public WrappedKeys with(WrappedRootSecret added) {
    List<WrappedRootSecret> all = new ArrayList<>(roots);
    all.add(added);
    return new WrappedKeys(all, signing);
  }

  /// With other signing keys.
  public WrappedKeys with(SigningKeys others) {
    return new WrappedKeys(roots, others);
  }

  /// The number of the newest root secret; 0 if there is none.
  public int newestRoot() {
    return roots.isEmpty() ? 0 : roots.getLast().number();
  }

  /// Whether every key opens under this master key.
  public boolean openUnder(MasterKey master) {
    return roots.stream().allMatch(root -> root.open(master).isPresent())
        && signing.newestFirst().stream().allMatch(key -> key.open(master).isPresent());
  }

  /// The same keys, all under the one master key, whichever of the two each was under.
  ///
  /// @param nonces 12 random bytes each time
  /// @return empty if one opens under neither
  public Optional<WrappedKeys> rewrapped(
      MasterKey previous, MasterKey master, Supplier<byte[]> nonces) {
    List<WrappedRootSecret> newRoots = new ArrayList<>();
    for (WrappedRootSecret root : roots) {
      Optional<RootSecret> open = root.open(master).or(() -> root.open(previous));
      if (open.isEmpty()) {
        return Optional.empty();
      }
      newRoots.add(WrappedRootSecret.wrap(open.get(), master, nonces.get(), root.createdAt()));
    }
    List<SigningKey> newKeys = new ArrayList<>();
    for (SigningKey key : signing.newestFirst()) {
      Optional<OpenSigningKey> open = key.open(master).or(() -> key.open(previous));
      if (open.isEmpty()) {
        return Optional.empty();
      }
      newKeys.add(key.rewrapped(open.get(), master, nonces.get()));
    }
    return Optional.of(new WrappedKeys(newRoots, new SigningKeys(newKeys)));
  }
}
