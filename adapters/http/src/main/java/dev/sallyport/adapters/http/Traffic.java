package dev.sallyport.adapters.http;

/// Counts how requests end. The series are fixed before the first request, by the table of routes:
/// nothing that a caller sends can make one.
@FunctionalInterface
public interface Traffic {

  /// What stands for a route and a method that are in no table.
  String ELSEWHERE = "other";

  /// Counts nothing.
  Traffic NONE = (_, _) -> (_, _) -> {};

  /// What counts the requests of a route and a method.
  ///
  /// @param route the path as the table has it, such as `/auth/me`, or [#ELSEWHERE]
  /// @param method `GET` and the like, or [#ELSEWHERE]
  Series of(String route, String method);

  /// Counts the requests of one route and method. Thread-safe; it neither blocks nor throws.
  @FunctionalInterface
  interface Series {
    /// A request has ended.
    ///
    /// @param status of its answer; 0 if it got none
    /// @param nanos from its head's arrival until the answer was taken, or the connection lost
    void ended(int status, long nanos);
  }
}
