package dev.sallyport.bootstrap.endtoend;

import java.util.List;

/// What the nodes of a cluster share, beside the master key.
interface Shared extends AutoCloseable {

  /// Tells a program where it is, by its settings.
  ///
  /// @param node which node it is, from 0; each has links of its own
  Program joined(Program program, int node);

  /// The same for the commands of an operator, whose links nothing happens to.
  Program joined(Program program);

  /// Whether there is a Redis.
  default boolean hasRedis() {
    return false;
  }

  /// What can happen to it.
  ///
  /// @param nodes how many there are
  List<Mishap> mishaps(int nodes);

  @Override
  void close();
}
