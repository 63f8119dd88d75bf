package dev.slipway.registry;

import dev.slipway.http.Authenticator;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Digest;
import dev.slipway.registry.api.RegistryApiRoutes;
import dev.slipway.registry.google.ArtifactRegistryRoutes;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * A whole registry on a port of its own, with the users {@code admin} (everything), {@code writer}
 * and {@code reader} (as their names say, in the project {@code p}); each one's password is its
 * name.
 */
final class TestRegistry implements AutoCloseable {
  private static final Set<String> USERS = Set.of("admin", "writer", "reader");
  private static final String DOMAIN = "pkg.dev";
  private static final Set<String> READS = Set.of("repositories.downloadArtifacts");
  private static final Set<String> WRITES =
      Set.of("repositories.downloadArtifacts", "repositories.uploadArtifacts", "tags.update");

  final BlobStore blobs;
  final Database database;
  final Journal journal;
  final Registry registry;
  final HttpListener listener;
  private final Map<String, Principal> tokens = new ConcurrentHashMap<>();

  /** What no clean-up may remove, with reasons. */
  final Map<Digest, String> uses = new ConcurrentHashMap<>();

  private TestRegistry(
      Path directory, RegistrySettings settings, Optional<Principal> everybody, Clock clock)
      throws IOException {
    blobs = new BlobStore(directory.resolve("blobs"));
    database =
        Database.open(directory.resolve("test.db"), List.of(Journal.SCHEMA, Registry.schema()));
    journal = new Journal(database, clock);
    registry = new Registry(database, journal, blobs, settings, clock);
    BiPredicate<Principal, Permission> allowed = TestRegistry::isAllowed;
    Authorizer authorizer =
        (principal, permission) ->
            allowed.test(principal, permission)
                ? new Authorizer.Decision.Allowed("test")
                : new Authorizer.Decision.Denied(
                    principal.name() + " lacks " + permission.action());
    Authenticator authenticator = everybody.<Authenticator>map(p -> r -> p).orElse(this::who);
    RegistryTokens issuer =
        (principal, granted) -> {
          String token = UUID.randomUUID().toString();
          tokens.put(token, principal);
          return new RegistryTokens.Issued(token, clock.instant().plus(Duration.ofMinutes(5)));
        };
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
            authenticator,
            authorizer,
            List.of(
                RegistryRoutes.routeSet(registry, authorizer, issuer, clock),
                new ArtifactRegistryRoutes(
                        registry, authorizer, project -> project, TestRegistry::noPolicy, DOMAIN)
                    .routeSet(),
                RegistryApiRoutes.routeSet(
                    registry, authorizer, () -> uses, new TestErrorFormat())));
  }

  /** With logins. */
  static TestRegistry start(Path directory) throws IOException {
    return new TestRegistry(
        directory, RegistrySettings.of("here"), Optional.empty(), Clock.systemUTC());
  }

  /** Every request is the administrator's. */
  static TestRegistry startOpen(Path directory) throws IOException {
    return startOpen(directory, RegistrySettings.of("here"));
  }

  static TestRegistry startOpen(Path directory, RegistrySettings settings) throws IOException {
    return startOpen(directory, settings, Clock.systemUTC());
  }

  static TestRegistry startOpen(Path directory, RegistrySettings settings, Clock clock)
      throws IOException {
    return new TestRegistry(directory, settings, Optional.of(user("admin")), clock);
  }

  private static Response noPolicy(Request request) {
    throw new HttpException(404, "identity is not part of this test");
  }

  static Principal user(String name) {
    return new Principal(name, Set.of());
  }

  int port() {
    return listener.address().getPort();
  }

  String host() {
    return "127.0.0.1:" + port();
  }

  private static boolean isAllowed(Principal principal, Permission permission) {
    boolean inProject = permission.resource().startsWith("projects/p/");
    String action = permission.action().replaceFirst("^artifactregistry\\.", "");
    return switch (principal.name()) {
      case "admin" -> true;
      case "writer" -> inProject && WRITES.contains(action);
      case "reader" -> inProject && READS.contains(action);
      default -> false;
    };
  }

  private Principal who(Request request) {
    Optional<String> header = request.header("Authorization");
    if (header.isEmpty()) {
      return Principal.ANONYMOUS;
    }
    String[] parts = header.get().split(" ", 2);
    if (parts[0].equals("Bearer")) {
      Principal principal = tokens.get(parts[1]);
      if (principal == null) {
        throw new HttpException(401, "unknown token");
      }
      return principal;
    }
    String pair = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String user = pair.substring(0, pair.indexOf(':'));
    if (!USERS.contains(user) || !pair.equals(user + ":" + user)) {
      throw new HttpException(401, "wrong password");
    }
    return user(user);
  }

  @Override
  public void close() {
    listener.close();
    database.close();
  }
}
