package dev.sallyport.benchmarks.figure;

import java.time.Duration;

/// How much is measured.
///
/// @param name as it is called on the command line
/// @param rounds how often ours and the yardstick take turns
/// @param side how long each is measured in a round
/// @param warmUp how many requests a route gets before it is measured
/// @param warmUpOfLogins the same for logins, which cost a quarter of a second each
/// @param untilQuiet how long it gets more at most, until its compilers are quiet; zero for none
/// @param starts how often each way to start is measured
/// @param manySessions how many sessions are many
/// @param manyRevocations how many revocations are many
/// @param purged how many sessions are purged
/// @param mixed how long the load on the memory lasts
/// @param withParts whether the parts are measured, each by itself
public record Plan(
    String name,
    int rounds,
    Duration side,
    int warmUp,
    int warmUpOfLogins,
    Duration untilQuiet,
    int starts,
    int manySessions,
    int manyRevocations,
    int purged,
    Duration mixed,
    boolean withParts) {

  /// How often what has no target takes turns.
  int fewRounds() {
    return Math.min(2, rounds);
  }

  /// 15 minutes on two cores at most.
  public static final Plan FULL =
      new Plan(
          "full",
          5,
          Duration.ofSeconds(3),
          10_000,
          300,
          Duration.ofSeconds(24),
          5,
          1_000_000,
          1_000_000,
          300_000,
          Duration.ofMinutes(2),
          true);

  /// Two minutes at most: to see whether something went wrong, not to tell others.
  public static final Plan QUICK =
      new Plan(
          "quick",
          2,
          Duration.ofMillis(700),
          2_000,
          4,
          Duration.ZERO,
          2,
          50_000,
          50_000,
          10_000,
          Duration.ofSeconds(3),
          false);

  /// Only the memory, for ten minutes.
  public static final Plan SOAK =
      new Plan(
          "soak",
          1,
          Duration.ofSeconds(4),
          10_000,
          40,
          Duration.ofSeconds(24),
          1,
          1_000_000,
          1_000_000,
          300_000,
          Duration.ofMinutes(10),
          false);
}
