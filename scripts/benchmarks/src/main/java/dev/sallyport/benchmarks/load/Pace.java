package dev.sallyport.benchmarks.load;

/// How fast answers come while the server has as much to do as it can.
final class Pace {

  private long first;
  private long last;
  private long count;

  /// An answer has come. Those after the end do not count: the last ones have the server to
  /// themselves.
  void answered(long now, long end) {
    if (count > 0 && now > end) {
      return;
    }
    if (count == 0) {
      first = now;
    }
    last = now;
    count++;
  }

  /// Answers a second, from the first to the last; 0 if there were not two.
  double perSecond() {
    return count < 2 ? 0 : (count - 1) * 1e9 / (last - first);
  }
}
