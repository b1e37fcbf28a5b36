package dev.sallyport.bootstrap;

import dev.sallyport.application.key.RotateRootSecret;
import dev.sallyport.application.key.RotateSigningKeys.AlreadyPublished;
import dev.sallyport.application.key.RotateSigningKeys.GivenByOperator;
import dev.sallyport.application.key.RotateSigningKeys.NoKey;
import dev.sallyport.application.key.RotateSigningKeys.NoSuchKey;
import dev.sallyport.application.key.RotateSigningKeys.Revoked;
import dev.sallyport.application.key.RotateSigningKeys.Rotated;
import dev.sallyport.domain.key.KeyId;
import dev.sallyport.domain.key.OpenSigningKey;
import dev.sallyport.domain.key.SigningKey;
import dev.sallyport.domain.key.SigningKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "key",
    description = "Lists, rotates and revokes the keys that sign access tokens.",
    synopsisSubcommandLabel = "COMMAND")
final class KeyCommands {

  private static final Set<String> OPTIONS =
      Set.of("-h", "--help", "-V", "--version", "--", "--all");

  private final Commands commands;

  KeyCommands(Commands commands) {
    this.commands = commands;
  }

  /// A command line on which the id of a key to revoke is no option, though it may begin like one:
  /// one of 64 thumbprints does.
  static String[] withIdsAsTheyAre(String... args) {
    List<String> line = new ArrayList<>(List.of(args));
    int id = Collections.indexOfSubList(line, List.of("key", "revoke")) + 2;
    if (id >= 2 && id < line.size() && line.get(id).startsWith("-")) {
      boolean option = OPTIONS.contains(line.get(id)) || line.get(id).startsWith("--config");
      if (!option) {
        line.add(id, "--");
      }
    }
    return line.toArray(String[]::new);
  }

  @Command(description = "Lists the keys, the newest first.")
  int list(@Option(names = "--json", description = Listing.JSON) boolean json) {
    return commands.withInstallation(installation -> {
      SigningKeys keys = installation.keys.stored().signing();
      Instant now = commands.surroundings().clock().instant();
      var listing = new Listing(terminal(), json, "KID", "ALGORITHM", "MADE", "SIGNS FROM", "USE");
      for (SigningKey key : keys.newestFirst()) {
        listing.add(
            object(keys, key, now),
            key.id().text(),
            key.algorithm().text(),
            key.createdAt().toString(),
            key.signsFrom().toString(),
            use(keys, key, now));
      }
      return listing.done();
    });
  }

  private static Map<String, ?> object(SigningKeys keys, SigningKey key, Instant now) {
    return new JsonObject()
        .with("kid", key.id().text())
        .with("alg", key.algorithm().text())
        .with("created_at", key.createdAt().toString())
        .with("signs_from", key.signsFrom().toString())
        .with("use", keys.useOf(key, now).name().toLowerCase(Locale.ROOT))
        .with("given", key.origin() == SigningKey.Origin.GIVEN)
        .with("revoked_at", key.revokedAt().map(Instant::toString))
        .members();
  }

  private static String use(SigningKeys keys, SigningKey key, Instant now) {
    return switch (keys.useOf(key, now)) {
      case PUBLISHED -> "published";
      case SIGNS -> key.origin() == SigningKey.Origin.GIVEN ? "signs (set by you)" : "signs";
      case VERIFIES -> "verifies";
      case RETIRED -> "none";
      case REVOKED -> "revoked " + key.revokedAt().orElseThrow();
    };
  }

  @Command(
      description = {
        "Makes a successor of the key that signs, with the same algorithm.",
        "It is published at once and signs ten minutes later, when every verifier knows it; a secret"
            + " (HS256) signs two seconds later. No good token is refused."
      })
  int rotate(
      @Option(
              names = "--root",
              description =
                  "After a compromise: makes a new root secret instead, and ends every session.")
          boolean root) {
    return commands.withInstallation(
        installation -> root ? rotateRoot(installation) : rotate(installation));
  }

  private int rotate(Installation installation) {
    return switch (installation.rotateSigningKeys.rotate(installation.commandLine())) {
      case Rotated(var key) ->
          terminal().done("the new key " + key.id() + " signs from " + key.signsFrom());
      case AlreadyPublished(var key) ->
          terminal()
              .failed(
                  "there is a new key already, "
                      + key.id()
                      + ", and it signs from "
                      + key.signsFrom());
      case GivenByOperator(var id) ->
          terminal()
              .failed(
                  "the key " + id + " was set by you: set another one and start the server again");
      case NoKey() ->
          terminal().failed("there is no key yet: the first start of the server makes it");
    };
  }

  /// First the new secret, then the sessions: one that a server opens in between, with the old
  /// secret, must not outlive this.
  private int rotateRoot(Installation installation) {
    OptionalInt number = installation.rotateRootSecret.rotate(installation.commandLine());
    if (number.isEmpty()) {
      return terminal().failed("all 255 root secrets were used");
    }
    terminal()
        .out()
        .println(
            "root secret "
                + number.getAsInt()
                + " is made; waiting some seconds, until every server uses it");
    terminal().out().flush();
    commands.surroundings().pause().wait(RotateRootSecret.FOLLOWED_AFTER);
    int ended = installation.endSessions.endAll(installation.commandLine());
    return terminal()
        .done(
            "root secret "
                + number.getAsInt()
                + " is in use; ended "
                + ended
                + (ended == 1 ? " session" : " sessions"));
  }

  @Command(
      description = {
        "Takes a key out of use at once: every token that it signed is refused.",
        "If it is the one that signs, another one signs from now on."
      })
  int revoke(
      @Parameters(
              paramLabel = "KID",
              arity = "0..1",
              description = "The id of a key, from key list.")
          @Nullable KeyId id,
      @Option(
              names = "--all",
              description =
                  "All of them, such as after a backup was put back: no access token from before is"
                      + " good any more.")
          boolean all) {
    if (all == (id != null)) {
      terminal().complain("it takes KID or --all");
      return Terminal.MISUSED;
    }
    return commands.withInstallation(
        installation -> id == null ? revokeAll(installation) : revoke(installation, id));
  }

  private int revoke(Installation installation, KeyId id) {
    return switch (installation.rotateSigningKeys.revoke(id, installation.commandLine())) {
      case Revoked(var successor) -> revoked(id, successor);
      case NoSuchKey() ->
          terminal().failed("there is no key of this id that is not revoked already");
    };
  }

  /// One by one: the one that signs is replaced by a new one, the only good key then.
  private int revokeAll(Installation installation) {
    List<KeyId> good =
        installation.keys.stored().signing().newestFirst().stream()
            .filter(key -> key.revokedAt().isEmpty())
            .map(SigningKey::id)
            .toList();
    for (KeyId id : good) {
      if (installation.rotateSigningKeys.revoke(id, installation.commandLine())
          instanceof Revoked(var successor)) {
        revoked(id, successor);
      }
    }
    return good.isEmpty() ? terminal().done("there is no key to revoke") : Terminal.OK;
  }

  private int revoked(KeyId id, Optional<SigningKey> successor) {
    return terminal()
        .done("revoked " + id + successor.map(key -> "; " + key.id() + " signs").orElse(""));
  }

  @Command(
      description = {
        "Writes the HS256 secret that signs to a new file of its owner alone (mode 0600), as"
            + " hs256.secret takes it.",
        "Whoever has it can sign: share it with nobody but verifiers that you would let sign."
      })
  int export(@Parameters(paramLabel = "FILE", description = "The file to make.") Path file) {
    return commands.withInstallation(installation -> {
      Optional<OpenSigningKey> signer = installation.keys.signing().stream().findFirst();
      if (signer.filter(key -> key.algorithm().isSymmetric()).isEmpty()) {
        return terminal()
            .failed(
                "there is no HS256 secret to write; whoever verifies by public keys takes them from"
                    + " /.well-known/jwks.json");
      }
      Path target = commands.surroundings().workingDirectory().resolve(file);
      return SecretFile.write(target, signer.get().material())
          .map(problem -> terminal().failed(problem))
          .orElseGet(
              () -> terminal().done("wrote the secret of " + signer.get().id() + " to " + target));
    });
  }

  private Terminal terminal() {
    return commands.terminal();
  }
}
