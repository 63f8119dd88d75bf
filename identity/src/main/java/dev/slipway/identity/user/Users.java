package dev.slipway.identity.user;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Principal;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.Binding;
import dev.slipway.identity.BindingIndex;
import dev.slipway.identity.BindingSource;
import dev.slipway.identity.Role;
import dev.slipway.identity.iam.Projects;
import dev.slipway.identity.iam.Roles;
import dev.slipway.store.Database;
import dev.slipway.store.Schema;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * The users there are, and their roles. Thread-safe; deciding reads a snapshot in memory, which a
 * change replaces as a whole.
 *
 * <p>A user owns the repositories below the user's own name: there forks are made.
 */
public final class Users implements BindingSource {
  /** Users and their roles. */
  public static final Schema SCHEMA =
      new Schema(
          "identity-user",
          List.of(
              """
              CREATE TABLE user (name TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT;
              CREATE TABLE user_role (
                user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
                resource TEXT NOT NULL,
                role TEXT NOT NULL,
                PRIMARY KEY (user, resource)) STRICT
              """));

  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?");

  /** Names that mean something else: the administrator, and the owner of everybody's. */
  private static final Set<String> RESERVED =
      Set.of("admin", "administrator", "local", "root", "slipway", "system");

  private static final String CLUSTER = "cluster";
  private static final String AUTHENTICATED = "system:authenticated";
  private static final Duration LONGEST = Duration.ofDays(366);

  private final Database database;
  private final AuditTrail audit;
  private final AccessTokens tokens;
  private final Projects projects;
  private final Clock clock;
  private volatile Map<String, User> users = Map.of();
  private volatile BindingIndex index = new BindingIndex(List.of());

  /**
   * A user.
   *
   * @param repositories roles by {@code OWNER/NAME}
   */
  public record User(
      String name,
      Instant created,
      Map<String, RepositoryRole> repositories,
      Optional<ClusterRole> cluster) {
    /** Who makes requests with one of the user's tokens. */
    public Principal principal() {
      return new Principal(name, Set.of(AUTHENTICATED));
    }
  }

  private record Given(String user, String resource, String role) {}

  public Users(
      Database database, AuditTrail audit, AccessTokens tokens, Projects projects, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.tokens = tokens;
    this.projects = projects;
    this.clock = clock;
    reload();
  }

  /** All of them, by name. */
  public List<User> list() {
    return List.copyOf(users.values());
  }

  /** One of them. */
  public Optional<User> find(String name) {
    return Optional.ofNullable(users.get(name));
  }

  /**
   * Adds a user, who may do nothing yet but with repositories below the own name.
   *
   * @throws InputException when the name cannot be one, or is taken
   */
  public synchronized User add(String name, Principal by) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      throw refused(
          "'" + name + "' cannot be the name of a user",
          "use lower-case letters, digits and dashes, at most 39, and none of "
              + String.join(", ", RESERVED.stream().sorted().toList()));
    }
    if (users.containsKey(name)) {
      throw refused("there is a user '" + name + "' already", "");
    }
    change(
        "AddUser",
        name,
        "added",
        by,
        sql -> sql.update("INSERT INTO user (name, created) VALUES (?, ?)", name, clock.millis()));
    return required(name);
  }

  /** Removes a user with all roles and tokens; what the user made stays. */
  public synchronized void remove(String name, Principal by) {
    required(name);
    change(
        "RemoveUser",
        name,
        "removed",
        by,
        sql -> {
          sql.update("DELETE FROM user_role WHERE user = ?", name);
          return sql.update("DELETE FROM user WHERE name = ?", name);
        });
    // Last: a token that was handed out meanwhile is ended too, and later none can be.
    tokens.revokeAll(name);
  }

  /** Gives a user a role on a repository, in place of the one there was. */
  public synchronized void grant(String name, String repository, String role, Principal by) {
    RepositoryRole wanted =
        RepositoryRole.of(role).orElseThrow(() -> noRole(role, RepositoryRole.words()));
    put(name, "repositories/" + repository, wanted.word(), by);
  }

  /** Gives a user a role in the cluster, in place of the one there was. */
  public synchronized void grantCluster(String name, String role, Principal by) {
    ClusterRole wanted = ClusterRole.of(role).orElseThrow(() -> noRole(role, ClusterRole.words()));
    put(name, CLUSTER, wanted.word(), by);
  }

  private void put(String name, String resource, String role, Principal by) {
    required(name);
    change(
        "GrantRole",
        name,
        role + " on " + resource,
        by,
        sql ->
            sql.update(
                "INSERT OR REPLACE INTO user_role (user, resource, role) VALUES (?, ?, ?)",
                name,
                resource,
                role));
  }

  /** Takes a role on a repository away; returns whether there was one. */
  public synchronized boolean revoke(String name, String repository, Principal by) {
    return take(name, "repositories/" + repository, by);
  }

  /** Takes the role in the cluster away; returns whether there was one. */
  public synchronized boolean revokeCluster(String name, Principal by) {
    return take(name, CLUSTER, by);
  }

  private boolean take(String name, String resource, Principal by) {
    required(name);
    return change(
            "RevokeRole",
            name,
            "no role on " + resource,
            by,
            sql ->
                sql.update("DELETE FROM user_role WHERE user = ? AND resource = ?", name, resource))
        > 0;
  }

  /**
   * Hands out a token, which is kept as a hash only.
   *
   * @param life at most a year and a day
   */
  public synchronized AccessTokens.Issued token(String name, Duration life) {
    User user = required(name);
    if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
      throw refused("a token lives from 1 to " + LONGEST.toDays() + " days", "");
    }
    return tokens.issue(user.principal(), "user", life);
  }

  /** Ends all tokens of a user, those made from others included; returns how many there were. */
  public int revokeTokens(String name) {
    return tokens.revokeAll(required(name).name());
  }

  private User required(String name) {
    return find(name)
        .orElseThrow(() ->
            refused(
                "there is no user '" + name + "'",
                users.isEmpty()
                    ? "add one with 'slipway user add NAME'"
                    : "there are " + String.join(", ", users.keySet())));
  }

  private interface Change {
    int make(Sql sql) throws SQLException;
  }

  private int change(String method, String name, String what, Principal by, Change change) {
    int changed =
        database.write(sql -> {
          int rows = change.make(sql);
          audit.append(
              sql,
              new AuditTrail.Entry(
                  "identity.user",
                  method,
                  "users/" + name,
                  by,
                  List.of(),
                  Optional.empty(),
                  AuditTrail.Outcome.GRANTED,
                  what));
          return rows;
        });
    reload();
    return changed;
  }

  /** Reads everything anew: also when a repository has got its project. */
  public synchronized void reload() {
    var given =
        database.read(sql ->
            sql.list(
                "SELECT user, resource, role FROM user_role",
                row -> new Given(row.text(1), row.text(2), row.text(3))));
    var all = new TreeMap<String, User>();
    database
        .read(sql ->
            sql.list(
                "SELECT name, created FROM user",
                row -> Map.entry(row.text(1), Instant.ofEpochMilli(row.number(2)))))
        .forEach(e -> all.put(e.getKey(), user(e.getKey(), e.getValue(), given)));
    users = Collections.unmodifiableMap(all);
    index = new BindingIndex(all.values().stream().flatMap(u -> bindings(u).stream()).toList());
  }

  private static User user(String name, Instant created, List<Given> given) {
    var repositories = new TreeMap<String, RepositoryRole>();
    Optional<ClusterRole> cluster = Optional.empty();
    for (Given one : given) {
      if (!one.user.equals(name)) {
        continue;
      }
      if (one.resource.equals(CLUSTER)) {
        cluster = ClusterRole.of(one.role);
      } else {
        String repository = one.resource.substring(one.resource.indexOf('/') + 1);
        RepositoryRole.of(one.role).ifPresent(role -> repositories.put(repository, role));
      }
    }
    return new User(name, created, Collections.unmodifiableMap(repositories), cluster);
  }

  private List<Binding> bindings(User user) {
    var bindings = new ArrayList<Binding>();
    var own = RepositoryRole.MAINTAINER.role();
    bindings.add(new Binding(user.name(), own, "repositories/" + user.name()));
    bindings.add(
        new Binding(
            user.name(),
            new Role("owner of a name", Set.of("forge.repositories.create")),
            "repositories/" + user.name()));
    user.repositories()
        .forEach((repository, role) -> {
          bindings.add(new Binding(user.name(), role.role(), "repositories/" + repository));
          projects
              .ofRepositoryName(repository)
              .forEach(project ->
                  bindings.add(
                      new Binding(
                          user.name(),
                          Roles.named(role.registryRole()).orElseThrow(),
                          project.resource())));
        });
    // Names of what is in the cluster have no common beginning; the role speaks of nothing else.
    user.cluster().ifPresent(role -> bindings.add(new Binding(user.name(), role.role(), "")));
    return bindings;
  }

  @Override
  public List<Binding> of(String member) {
    return index.of(member);
  }

  private static InputException noRole(String role, List<String> words) {
    return refused("there is no role '" + role + "'", "there are " + String.join(", ", words));
  }

  private static InputException refused(String problem, String hint) {
    return new InputException(InputException.Position.of("user"), problem, hint);
  }

  /** For people and programs. */
  static ObjectNode json(User user) {
    var node =
        Json.MAPPER
            .createObjectNode()
            .put("name", user.name())
            .put("created", user.created().toString());
    var roles = node.putObject("repositories");
    user.repositories().forEach((repository, role) -> roles.put(repository, role.word()));
    user.cluster().ifPresent(role -> node.put("cluster", role.word()));
    return node;
  }
}
