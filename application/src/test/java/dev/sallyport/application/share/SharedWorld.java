package dev.sallyport.application.share;

import dev.sallyport.application.port.RevocationCopy;
import dev.sallyport.application.port.RevocationCounter;
import dev.sallyport.application.port.RevocationLog;
import dev.sallyport.application.port.RevocationLog.Entry;
import dev.sallyport.application.port.StoreUnavailableException;
import dev.sallyport.application.port.TwinServer;
import dev.sallyport.domain.session.CopyId;
import dev.sallyport.domain.session.FeedEpoch;
import dev.sallyport.domain.session.Revocation;
import dev.sallyport.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/// Nodes that share revocations through twins of servers, over one database, on one thread: time
/// passes when somebody waits, and between any two steps anything may happen.
final class SharedWorld {

  /// A node has died, at any step of what it was doing.
  static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// What somebody was told: no token below this generation is accepted any more.
  private record Acknowledged(SessionId session, int least) {}

  private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
  private static final Instant UNTIL = START.plus(Duration.ofDays(1));
  private static final int DEEPEST = 3;
  private static final int REMEMBERED = 8;

  private final Random random;
  private final Db database = new Db();
  private final List<TwinServer> servers = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();
  private final Map<TwinServer, TwinServer.Replica> replicas = new HashMap<>();
  private Duration now = Duration.ZERO;
  private long sessions;
  private int acknowledgements;
  private boolean stopped;
  private boolean atRandom;
  private int depth;
  private Runnable onPage = () -> {};
  private Optional<Runnable> whileWaiting = Optional.empty();
  private Duration step = Duration.ZERO;
  private Optional<Db.Backup> saved = Optional.empty();

  SharedWorld(long seed) {
    random = new Random(seed);
  }

  TwinServer server() {
    var server = new TwinServer();
    server.elapse(now);
    servers.add(server);
    return server;
  }

  Node node(TwinServer server) {
    var node = new Node(server);
    nodes.add(node);
    return node;
  }

  Db database() {
    return database;
  }

  SessionId session() {
    return new SessionId(new UUID(0x7000, (1L << 63) + ++sessions));
  }

  Duration now() {
    return now;
  }

  long nanos() {
    return now.toNanos();
  }

  void elapse(Duration time) {
    now = now.plus(time);
    servers.forEach(server -> server.elapse(time));
  }

  boolean elapsed(Duration time) {
    if (stopped) {
      return false;
    }
    Duration end = now.plus(time);
    if (whileWaiting.isPresent()) {
      while (now.plus(step).compareTo(end) < 0) {
        elapse(step);
        whileWaiting.get().run();
      }
    }
    if (atRandom) {
      while (now.compareTo(end) < 0) {
        elapse(Duration.ofMillis(1 + random.nextInt(400)));
        disturb();
      }
    } else {
      elapse(end.minus(now));
    }
    return true;
  }

  void stop() {
    stopped = true;
  }

  void whileWaiting(Duration every, Runnable what) {
    step = every;
    whileWaiting = Optional.of(what);
  }

  /// Once, after the next page of revocations was read.
  void onPage(Runnable what) {
    onPage = what;
  }

  void holdBack(Node node) {
    node.heldBack = true;
  }

  void letThrough(Node node) {
    node.heldBack = false;
    List.copyOf(late).forEach(Runnable::run);
    late.clear();
  }

  boolean forgetCopies() {
    return new ForgetCopies(database, this::elapsed, this::bytes).forget();
  }

  int acknowledged() {
    return acknowledgements;
  }

  long answeredByCopies() {
    return nodes.stream().mapToLong(node -> node.list.answeredByCopy()).sum();
  }

  long answeredByDatabase() {
    return nodes.stream().mapToLong(node -> node.list.answeredByDatabase()).sum();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Two nodes on one server, and now and then one that was pointed at another.
  void runAtRandom(int steps) {
    TwinServer main = server();
    TwinServer other = server();
    node(main);
    node(main);
    node(main);
    Node stray = node(other);
    stray.rarely = true;
    atRandom = true;
    for (int i = 0; i < steps; i++) {
      elapse(Duration.ofMillis(random.nextInt(120)));
      Node node = nodes.get(random.nextInt(nodes.size()));
      if (random.nextInt(6) == 0) {
        attempt(() -> acknowledge(node));
      } else if (!node.rarely || random.nextInt(300) == 0) {
        attempt(node::renewal);
      }
      check();
    }
  }

  private void acknowledge(Node node) {
    SessionId session =
        random.nextInt(4) == 0 && !acknowledged.isEmpty()
            ? acknowledged.get(random.nextInt(acknowledged.size())).session
            : session();
    int least = node.revoke(session);
    if (database.leastOf(session) >= least) {
      acknowledged.add(new Acknowledged(session, least));
      if (acknowledged.size() > REMEMBERED) {
        acknowledged.removeFirst();
      }
    }
    acknowledgements++;
    check();
  }

  private static void attempt(Runnable what) {
    try {
      what.run();
    } catch (StoreUnavailableException | Died e) {
      // Nothing was acknowledged.
    }
  }

  /// Asks every node for the last that were acknowledged.
  private void check() {
    for (Acknowledged one : acknowledged) {
      for (Node node : nodes) {
        if (!node.list.of(one.session).refuses(one.least - 1, START.plus(now))) {
          throw new AssertionError(
              one + " is not kept by node " + nodes.indexOf(node) + " at " + now);
        }
      }
    }
  }

  /// What may happen between any two steps.
  private void disturb() {
    if (!atRandom || depth >= DEEPEST) {
      return;
    }
    depth++;
    try {
      TwinServer server = servers.get(random.nextInt(servers.size()));
      Node node = nodes.get(random.nextInt(nodes.size()));
      int what = random.nextInt(1_000);
      if (what < 2) {
        server.flush();
      } else if (what < 4) {
        server.restart();
      } else if (what < 12) {
        replicas.put(server, server.replica());
      } else if (what < 14) {
        Optional.ofNullable(replicas.get(server)).ifPresent(server::failOverTo);
      } else if (what < 16) {
        server.evictValidity();
      } else if (what < 18) {
        server.follow(true);
      } else if (what < 24) {
        node.cutOff = true;
      } else if (what < 60) {
        servers.forEach(each -> each.follow(false));
        nodes.forEach(each -> each.cutOff = false);
      } else if (what < 64) {
        elapse(Duration.ofMillis(random.nextInt(2_000)));
      } else if (what < 120) {
        elapse(Duration.ofMillis(random.nextInt(100)));
      } else if (what < 150) {
        runLate();
      } else if (what < 180 && !node.rarely) {
        attempt(node::renewal);
      } else if (what < 195) {
        attempt(() -> acknowledge(node));
      } else if (what < 196) {
        database.renewEpoch();
      } else if (what < 202) {
        saved = Optional.of(database.backup());
      } else if (what < 204) {
        // Nobody renews meanwhile, as when the database is exchanged.
        elapse(RevocationCopy.VALIDITY);
        saved.ifPresent(database::restore);
      }
      check();
    } finally {
      depth--;
    }
  }

  private void runLate() {
    if (!late.isEmpty()) {
      late.remove(random.nextInt(late.size())).run();
    }
  }

  private static <T> void carryOut(Supplier<T> command) {
    var _ = command.get();
  }

  /// One node.
  final class Node {
    private final TwinServer server;
    private final SharedRevocationList list;
    private ShareRevocations share;
    private boolean cutOff;
    private boolean heldBack;
    private boolean rarely;
    private int stepsToLive = Integer.MAX_VALUE;
    private long askedDatabase;

    private Node(TwinServer server) {
      this.server = server;
      this.share = born();
      this.list =
          new SharedRevocationList(
              new Reading(), () -> share().named(), session -> database.of(session));
    }

    private ShareRevocations born() {
      return new ShareRevocations(
          new Link(),
          new Counter(),
          new Log(),
          SharedWorld.this::elapsed,
          SharedWorld.this::bytes,
          () -> START.plus(now),
          SharedWorld.this::nanos);
    }

    ShareRevocations share() {
      return share;
    }

    SharedState state() {
      return share.state();
    }

    void cutOff(boolean now) {
      cutOff = now;
    }

    void dieAfter(int steps) {
      stepsToLive = steps;
    }

    void renew() {
      share.renew();
    }

    /// A renewal that may fail, and after which a node that has died is started anew.
    void renewal() {
      try {
        share.renew();
      } catch (StoreUnavailableException down) {
        // It is tried again.
      } catch (Died died) {
        share = born();
      }
    }

    /// Revokes the session's next generation, spreads that, and acknowledges it.
    int revoke(SessionId session) {
      int least = database.leastOf(session) + 1;
      long number = database.revoke(session, least);
      Optional<CopyId> copy = database.read().copy();
      // The link, not the database, is what fails here.
      share.spread(number, copy);
      return least;
    }

    boolean refuses(SessionId session) {
      return list.of(session).refuses(database.leastOf(session) - 1, START.plus(now));
    }

    /// Whether anything since the last time was answered by the database.
    boolean askedTheDatabase() {
      long before = askedDatabase;
      askedDatabase = list.answeredByDatabase();
      return askedDatabase > before;
    }

    private void step() {
      if (--stepsToLive < 0) {
        stepsToLive = Integer.MAX_VALUE;
        throw new Died();
      }
      if (atRandom && random.nextInt(1_500) == 0) {
        throw new Died();
      }
      disturb();
    }

    /// What readers ask: they are cut off with their node.
    private final class Reading extends Link {
      @Override
      public Optional<Revocation> look(CopyId copy, SessionId session) {
        if (cutOff) {
          throw new StoreUnavailableException("cut off");
        }
        return server.look(copy, session);
      }
    }

    /// The way to the server.
    private class Link implements RevocationCopy {

      private <T> T send(Supplier<T> command) {
        step();
        if (cutOff) {
          throw new StoreUnavailableException("cut off");
        }
        if (heldBack || (atRandom && random.nextInt(60) == 0)) {
          late.add(() -> carryOut(command));
          throw new StoreUnavailableException("no answer yet");
        }
        T answer = command.get();
        step();
        if (atRandom && random.nextInt(100) == 0) {
          throw new StoreUnavailableException("the answer was lost");
        }
        return answer;
      }

      @Override
      public Optional<Revocation> look(CopyId copy, SessionId session) {
        return send(() -> server.look(copy, session));
      }

      @Override
      public State state() {
        return send(server::state);
      }

      @Override
      public State open(Round round) {
        if (heldBack) {
          return server.open(round);
        }
        return send(() -> server.open(round));
      }

      @Override
      public void begin(CopyId copy, FeedEpoch epoch) {
        send(() -> {
          server.begin(copy, epoch);
          return true;
        });
      }

      @Override
      public boolean add(CopyId copy, List<Entry> entries) {
        return send(() -> server.add(copy, entries));
      }

      @Override
      public boolean finish(CopyId copy, long number, Round round) {
        return send(() -> server.finish(copy, number, round));
      }

      @Override
      public OptionalLong apply(
          CopyId copy, long from, long to, List<Entry> entries, Instant past) {
        return send(() -> server.apply(copy, from, to, entries, past));
      }

      @Override
      public boolean renew(CopyId copy, long number, Round round) {
        return send(() -> server.renew(copy, number, round));
      }
    }

    /// The way to the database, where time may pass too.
    private final class Counter implements RevocationCounter {
      @Override
      public Count read() {
        step();
        Count count = database.read();
        step();
        return count;
      }

      @Override
      public boolean name(Optional<CopyId> seen, Optional<CopyId> next) {
        step();
        boolean named = database.name(seen, next);
        step();
        return named;
      }
    }

    private final class Log implements RevocationLog {
      @Override
      public long mark() {
        throw new UnsupportedOperationException("nobody asks here");
      }

      @Override
      public boolean goesOn(long earlier, long later) {
        throw new UnsupportedOperationException("nobody asks here");
      }

      @Override
      public Revocations after(long number, Instant at, int atMost) {
        step();
        Revocations page = database.after(number, atRandom ? 2 : atMost);
        step();
        Runnable once = onPage;
        onPage = () -> {};
        once.run();
        return page;
      }

      @Override
      public void renewEpoch(FeedEpoch next) {
        throw new UnsupportedOperationException("nobody asks here");
      }
    }
  }

  /// The database: each session's revocation and its number, and the row of the counter.
  final class Db implements RevocationCounter {
    private Map<SessionId, Numbered> revoked = new HashMap<>();
    private long number;
    private FeedEpoch epoch = new FeedEpoch("the-first-epoch-of-all");
    private Optional<CopyId> copy = Optional.empty();

    private record Numbered(long number, int least) {}

    /// All of it at one moment.
    record Backup(
        Map<SessionId, Numbered> revoked, long number, FeedEpoch epoch, Optional<CopyId> copy) {}

    Backup backup() {
      return new Backup(Map.copyOf(revoked), number, epoch, copy);
    }

    void restore(Backup backup) {
      revoked = new HashMap<>(backup.revoked);
      number = backup.number;
      epoch = backup.epoch;
      copy = backup.copy;
      // What it has lost nobody can be held to.
      acknowledged.removeIf(one -> leastOf(one.session) < one.least);
    }

    long revoke(SessionId session, int least) {
      number++;
      revoked.put(session, new Numbered(number, least));
      return number;
    }

    int leastOf(SessionId session) {
      return Optional.ofNullable(revoked.get(session)).map(Numbered::least).orElse(0);
    }

    Revocation of(SessionId session) {
      return Optional.ofNullable(revoked.get(session))
          .map(one -> new Revocation(one.least, UNTIL))
          .orElse(Revocation.NONE);
    }

    void renewEpoch() {
      epoch = FeedEpoch.create(bytes(FeedEpoch.RANDOM_BYTES));
    }

    @Override
    public Count read() {
      return new Count(epoch, number, copy);
    }

    @Override
    public boolean name(Optional<CopyId> seen, Optional<CopyId> next) {
      if (!copy.equals(seen)) {
        return false;
      }
      copy = next;
      return true;
    }

    RevocationLog.Revocations after(long after, int atMost) {
      List<Map.Entry<SessionId, Numbered>> above =
          revoked.entrySet().stream()
              .filter(one -> one.getValue().number > after)
              .sorted(
                  java.util.Comparator.comparingLong(
                      (Map.Entry<SessionId, Numbered> one) -> one.getValue().number))
              .toList();
      boolean more = above.size() > atMost;
      List<Map.Entry<SessionId, Numbered>> page = more ? above.subList(0, atMost) : above;
      List<Entry> entries =
          page.stream()
              .map(one -> new Entry(one.getKey(), new Revocation(one.getValue().least, UNTIL)))
              .toList();
      return new RevocationLog.Revocations(
          epoch, more ? page.getLast().getValue().number : number, entries, more);
    }
  }
}
