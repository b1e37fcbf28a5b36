package dev.sallyport.bootstrap.endtoend;

import dev.sallyport.bootstrap.endtoend.Program.Result;
import dev.sallyport.bootstrap.history.AccessSecret;
import dev.sallyport.bootstrap.history.Operation;
import dev.sallyport.bootstrap.history.Outcome;
import dev.sallyport.bootstrap.history.Outcome.Done;
import dev.sallyport.bootstrap.history.Outcome.NoAnswer;
import dev.sallyport.bootstrap.history.Outcome.Refused;
import dev.sallyport.bootstrap.history.Outcome.Tokens;
import dev.sallyport.bootstrap.history.Outcome.Unavailable;
import dev.sallyport.bootstrap.history.RefreshSecret;
import dev.sallyport.bootstrap.history.Request;
import dev.sallyport.bootstrap.history.Request.End;
import dev.sallyport.bootstrap.history.Request.GiveRoles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Many sessions at work on a cluster to which mishaps happen, and an operator who changes users
/// meanwhile. What is asked for, by whom, and what breaks, follows from a seed; who is how far when
/// it breaks does not.
final class Chaos {

  private static final int USERS = 20;
  private static final int LOGINS_AT_ONCE = 6;
  private static final int AUDITS_AT_ONCE = 12;
  private static final Outcome NOT_REACHED = new NoAnswer("no connection");
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  /// A client that is answered at all times asks so often; they all together as much as two cores
  /// can bear beside everything else.
  private static final int PAUSE_MILLIS = 700;

  private final Cluster cluster;
  private final long seed;
  private final Duration lasts;
  private final Balancer balancer;
  private final Queue<Operation> history = new ConcurrentLinkedQueue<>();
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final List<SessionClient> clients;
  private volatile Duration until = Duration.ZERO;

  /// @param lasts how long things go wrong
  /// @param bound how long an answer may take; somewhat later the clients give up
  Chaos(Cluster cluster, long seed, Duration lasts, int sessions, Duration bound) {
    this.cluster = cluster;
    this.seed = seed;
    this.lasts = lasts;
    balancer = new Balancer(cluster.nodes(), bound.plusSeconds(1));
    var keys = new PublishedKeys(balancer);
    clients =
        IntStream.range(0, sessions)
            .mapToObj(i -> new SessionClient(balancer, keys, history, user(i % USERS)))
            .toList();
  }

  private static String user(int number) {
    return "user" + number;
  }

  /// All that was asked and answered.
  List<Operation> history() {
    return List.copyOf(history);
  }

  /// What went wrong and what the operator did, and when.
  List<String> events() {
    return List.copyOf(events);
  }

  private void tell(String event) {
    events.add(balancer.now().toMillis() + " ms " + event);
  }

  /// Lets everybody work until it is over, heals everything, and looks how it stands.
  void run() throws InterruptedException, ExecutionException {
    cluster.addUsers(IntStream.range(0, USERS).mapToObj(Chaos::user).toList());
    var places = new Semaphore(LOGINS_AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Life>> lives = new ArrayList<>();
      for (int i = 0; i < clients.size(); i++) {
        var life = new Life(clients.get(i), new Random(seed * 1_000 + i));
        lives.add(
            threads.submit(() -> {
              places.acquire();
              try {
                life.begin();
              } finally {
                places.release();
              }
              return life;
            }));
      }
      List<Life> begun = new ArrayList<>();
      for (Future<Life> life : lives) {
        begun.add(life.get());
      }
      cluster.awaitRedis();
      until = balancer.now().plus(lasts);
      List<Future<?>> work = new ArrayList<>();
      begun.forEach(life -> work.add(threads.submit(life::live)));
      List<Mishap> nodesDie =
          cluster.nodes().stream()
              .map(node -> new Mishap(node.name() + " is killed", node::kill, node::start))
              .toList();
      work.add(threads.submit(() -> goWrong(nodesDie, new Random(seed))));
      List<Mishap> storesFail = cluster.shared().mishaps(cluster.nodes().size());
      work.add(threads.submit(() -> goWrong(storesFail, new Random(seed + 1))));
      work.add(threads.submit(() -> operate(new Random(seed + 2))));
      for (Future<?> each : work) {
        each.get();
      }
      tell("all is well again");
      List<Future<?>> audits = new ArrayList<>();
      var few = new Semaphore(AUDITS_AT_ONCE);
      for (Life life : begun) {
        audits.add(
            threads.submit(() -> {
              few.acquire();
              try {
                return life.lookAtTheEnd();
              } finally {
                few.release();
              }
            }));
      }
      for (Future<?> each : audits) {
        each.get();
      }
    }
  }

  private boolean isOver() {
    return balancer.now().compareTo(until) >= 0;
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void goWrong(List<Mishap> mishaps, Random random) {
    while (true) {
      pause(300 + random.nextInt(900));
      if (isOver()) {
        return;
      }
      Mishap mishap = mishaps.get(random.nextInt(mishaps.size()));
      tell(mishap.what());
      mishap.strike().run();
      pause(100 + random.nextInt(2_500));
      mishap.heal().run();
      tell("no more: " + mishap.what());
    }
  }

  /// One thing after the other, each to users of its own, since what one does explains what the
  /// checker must not excuse in another.
  private void operate(Random random) {
    List<Integer> users = new ArrayList<>(IntStream.range(0, USERS).boxed().toList());
    Collections.shuffle(users, random);
    // Half of the users are left in peace.
    for (int i = 0; i < USERS / 2 && !isOver(); i++) {
      String user = user(users.get(i));
      switch (i % 5) {
        case 0 -> operate(user, new GiveRoles(Set.of("writer")), "user", "roles", user, "writer");
        case 1 -> operate(user, new End(), "user", "disable", user);
        case 2 -> tell("key rotate: " + cluster.run("key", "rotate").exit());
        case 3 -> operate(user, new End(), "session", "revoke-all", user);
        default ->
            operate(
                user,
                new GiveRoles(Set.of("reader", "writer")),
                "user",
                "roles",
                user,
                "reader",
                "writer");
      }
      pause(500 + random.nextInt(1_500));
    }
  }

  private void operate(String user, Request request, String... command) {
    Duration invoked = balancer.now();
    Result result = cluster.run(command);
    Outcome outcome = result.exit() == 0 ? new Done() : new Unavailable();
    Duration answered = balancer.now();
    for (SessionClient client : clients) {
      if (client.username().equals(user)) {
        history.add(
            new Operation(client.session(), "operator", invoked, answered, request, outcome));
      }
    }
    tell(String.join(" ", command) + ": " + result.exit());
  }

  /// What one client does.
  private final class Life {

    private final SessionClient client;
    private final Random random;
    private final boolean usesKeys;
    private final boolean isRobbed;
    private final boolean leavesEarly;
    private final boolean hasTwoTabs;
    private final List<RefreshSecret> spent = new ArrayList<>();
    private RefreshSecret refresh = new RefreshSecret(0, "");
    private AccessSecret access = new AccessSecret(0, "");
    private Optional<String> pendingKey = Optional.empty();
    private boolean ended;

    Life(SessionClient client, Random random) {
      this.client = client;
      this.random = random;
      usesKeys = random.nextInt(10) < 7;
      isRobbed = random.nextInt(20) == 0;
      leavesEarly = random.nextInt(4) == 0;
      hasTwoTabs = random.nextInt(4) == 0;
    }

    void begin() {
      Outcome outcome = client.logIn(random);
      while (!(outcome instanceof Tokens)) {
        // The servers have just started, and more passwords come than they can hash in time.
        pause(50);
        outcome = client.logIn(random);
      }
      take((Tokens) outcome);
    }

    private void take(Tokens tokens) {
      if (!tokens.refresh().equals(refresh)) {
        spent.add(refresh);
      }
      refresh = tokens.refresh();
      access = tokens.access();
      pendingKey = Optional.empty();
    }

    Void live() throws InterruptedException {
      pause(random.nextInt(PAUSE_MILLIS));
      while (!isOver()) {
        int what = random.nextInt(100);
        if (ended) {
          knock();
        } else if (what < 55) {
          use();
        } else if (what < 80 || (what < 94 && !hasTwoTabs) || refresh.generation() < 3) {
          refresh();
        } else if (hasTwoTabs) {
          refreshTwice();
        } else if (isRobbed) {
          client.refresh(anySpent(), Optional.empty(), random);
        } else if (leavesEarly) {
          leave();
        }
        pause(PAUSE_MILLIS / 2 + random.nextInt(PAUSE_MILLIS));
      }
      return null;
    }

    private void use() {
      if (client.use(access, random).equals(new Refused("revoked"))) {
        // Other roles, or the end: the refresh tells.
        refresh();
      }
    }

    /// Asks until there is an answer, or the time is over.
    private void refresh() {
      if (usesKeys && pendingKey.isEmpty()) {
        pendingKey = newKey();
      }
      Outcome outcome = client.refresh(refresh, pendingKey, random);
      while (outcome.isUnknown() && !isOver()) {
        pause(100 + random.nextInt(200));
        outcome = client.refresh(refresh, pendingKey, random);
      }
      if (outcome instanceof Tokens tokens) {
        take(tokens);
      } else if (outcome instanceof Refused) {
        ended = true;
      }
    }

    /// Two tabs with one token. With one key both get the same successor; else one of them gets it,
    /// and the other one ends the session.
    private void refreshTwice() throws InterruptedException {
      RefreshSecret presented = refresh;
      var others = new Random(random.nextLong());
      Optional<String> othersKey = usesKeys ? newKey() : Optional.empty();
      if (usesKeys && pendingKey.isEmpty()) {
        pendingKey = random.nextInt(4) == 0 ? newKey() : othersKey;
      }
      Thread other = Thread.ofVirtual().start(() -> client.refresh(presented, othersKey, others));
      refresh();
      other.join();
    }

    private Optional<String> newKey() {
      return Optional.of("key-%016x".formatted(random.nextLong()));
    }

    private void leave() {
      Outcome outcome = client.logOut(refresh, random);
      while (outcome.isUnknown() && !isOver()) {
        pause(100 + random.nextInt(200));
        outcome = client.logOut(refresh, random);
      }
      if (outcome instanceof Done) {
        ended = true;
        isKnownEverywhere();
      }
    }

    /// At once, when it is the most likely that a node has not heard of it.
    private void isKnownEverywhere() {
      cluster.nodes().forEach(node -> client.useAt(node, access, random));
      client.refresh(refresh, Optional.empty(), random);
    }

    /// Whoever has an old token tries again and again.
    private void knock() {
      if (random.nextInt(4) == 0) {
        client.refresh(random.nextBoolean() ? refresh : anySpent(), Optional.empty(), random);
      } else {
        client.use(access, random);
      }
    }

    private RefreshSecret anySpent() {
      // The first is nobody's: there was none before the login.
      return spent.size() < 2 ? refresh : spent.get(1 + random.nextInt(spent.size() - 1));
    }

    /// Now that nothing goes wrong, everything must be as was acknowledged, at every node.
    Void lookAtTheEnd() {
      settled(() -> client.use(access, random));
      Outcome last = settled(() -> client.refresh(refresh, key(), random));
      if (last instanceof Tokens tokens) {
        take(tokens);
        for (Node node : cluster.nodes()) {
          settled(() -> client.useAt(node, access, random).orElse(NOT_REACHED));
        }
        if (spent.size() > 2 && random.nextBoolean()) {
          settled(() -> client.refresh(anySpent(), Optional.empty(), random));
        } else {
          settled(() -> client.logOut(refresh, random));
        }
        isKnownEverywhere();
      }
      return null;
    }

    private Optional<String> key() {
      return pendingKey.isPresent() || !usesKeys ? pendingKey : newKey();
    }

    private Outcome settled(Supplier<Outcome> question) {
      Duration deadline = balancer.now().plus(RECOVERY);
      Outcome outcome = question.get();
      while (outcome.isUnknown()) {
        if (balancer.now().compareTo(deadline) > 0) {
          throw new AssertionError("it does not come back: " + outcome);
        }
        pause(100);
        outcome = question.get();
      }
      return outcome;
    }
  }
}
