package dev.sallyport.bootstrap.history;

import dev.sallyport.bootstrap.history.Outcome.Accepted;
import dev.sallyport.bootstrap.history.Outcome.Done;
import dev.sallyport.bootstrap.history.Outcome.NoAnswer;
import dev.sallyport.bootstrap.history.Outcome.Other;
import dev.sallyport.bootstrap.history.Outcome.Refused;
import dev.sallyport.bootstrap.history.Outcome.Tokens;
import dev.sallyport.bootstrap.history.Outcome.Unavailable;
import dev.sallyport.bootstrap.history.Request.End;
import dev.sallyport.bootstrap.history.Request.GiveRoles;
import dev.sallyport.bootstrap.history.Request.LogOut;
import dev.sallyport.bootstrap.history.Request.Open;
import dev.sallyport.bootstrap.history.Request.Refresh;
import dev.sallyport.bootstrap.history.Request.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A history of one session, made by hand: one thing after another, 10 ms each and 10 ms apart,
/// unless said otherwise. It begins with the login.
final class Story {

  private final List<Operation> operations = new ArrayList<>();
  private long now;
  private long takes = 10;
  private boolean overlaps;

  Story() {
    add(new Open(), tokens(1));
  }

  static RefreshSecret refresh(int generation) {
    return new RefreshSecret(generation, "r" + generation);
  }

  static AccessSecret access(int generation) {
    return new AccessSecret(generation, "a" + generation);
  }

  static Tokens tokens(int generation) {
    return new Tokens(refresh(generation), access(generation), true);
  }

  static Refused refused(String reason) {
    return new Refused(reason);
  }

  static Outcome lost() {
    return new NoAnswer("connection reset");
  }

  static Outcome down() {
    return new Unavailable();
  }

  static Outcome status(int status) {
    return new Other(status);
  }

  static Outcome done() {
    return new Done();
  }

  static Outcome accepted(String... roles) {
    return new Accepted("s", Set.of(roles));
  }

  /// The next one takes this long.
  Story slowly(long millis) {
    takes = millis;
    return this;
  }

  /// Time goes by.
  Story later(Duration by) {
    now += by.toMillis();
    return this;
  }

  /// The next one is sent before the last one is answered.
  Story meanwhile() {
    overlaps = true;
    return this;
  }

  Story refresh(int generation, Outcome outcome) {
    return add(new Refresh(refresh(generation), Optional.empty()), outcome);
  }

  Story refresh(int generation, String key, Outcome outcome) {
    return add(new Refresh(refresh(generation), Optional.of(key)), outcome);
  }

  Story use(int generation, Outcome outcome) {
    return add(new Use(access(generation)), outcome);
  }

  Story logOut(int generation, Outcome outcome) {
    return add(new LogOut(refresh(generation)), outcome);
  }

  Story end(Outcome outcome) {
    return add(new End(), outcome);
  }

  Story giveRoles(String role, Outcome outcome) {
    return add(new GiveRoles(Set.of(role)), outcome);
  }

  Story login(Outcome outcome) {
    return add(new Open(), outcome);
  }

  private Story add(Request request, Outcome outcome) {
    long from = overlaps ? now - 15 : now;
    operations.add(
        new Operation(
            "s",
            "node",
            Duration.ofMillis(from),
            Duration.ofMillis(from + takes),
            request,
            outcome));
    now = Math.max(now, from + takes + 10);
    takes = 10;
    overlaps = false;
    return this;
  }

  List<Operation> told() {
    return operations;
  }
}
