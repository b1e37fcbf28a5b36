package dev.sallyport.application.session;

import dev.sallyport.application.port.RevocationNotSpreadException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Commits something that ends sessions and reports it to the security log once it stands: also
/// where it can't be acknowledged, since whoever tries again finds it done and reports nothing.
public final class CommitAndReport {

  private CommitAndReport() {}

  /// Commits, and reports what stands.
  ///
  /// @param commit the write, which tells by its result how it went
  /// @param done whether it was written
  /// @param report called once if it was, before anybody hears of it
  public static <T> T run(Supplier<T> commit, Predicate<T> done, Runnable report) {
    T result;
    try {
      result = commit.get();
    } catch (RevocationNotSpreadException e) {
      report.run();
      throw e;
    }
    if (done.test(result)) {
      report.run();
    }
    return result;
  }

  /// The same for a write that tells whether it was done.
  public static boolean run(Supplier<Boolean> commit, Runnable report) {
    return run(commit, done -> done, report);
  }
}
