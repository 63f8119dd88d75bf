package dev.slipway.registry;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.http.Principal;
import dev.slipway.oci.RepositoryNames;
import dev.slipway.registry.RegistryException.Code;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import dev.slipway.store.Database;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Repositories: what they are called, where they are and how they behave. */
public final class Repositories {
  private static final int CACHED = 20_000;
  private static final int MAX_DESCRIPTION = 1_000;
  private static final int MAX_ID = 63;

  private final Database database;
  private final RegistryEvents events;
  private final String location;
  private final Clock clock;
  private final Cache<Key, RepositoryPath> paths = new Cache<>(CACHED);

  private record Key(String project, String repository) {}

  Repositories(Database database, RegistryEvents events, String location, Clock clock) {
    this.database = database;
    this.events = events;
    this.location = location;
    this.clock = clock;
  }

  /** The repository that an image name lies in, whether or not it is there. */
  public RepositoryPath pathOf(String name) {
    RepositoryPath usual = RepositoryPath.of(name, location);
    return known(usual).orElse(usual);
  }

  private Optional<RepositoryPath> known(RepositoryPath usual) {
    return paths.get(
        new Key(usual.project(), usual.repository()),
        key ->
            database
                .read(sql -> RepositoryTable.find(sql, key.project, key.repository))
                .map(Repository::path));
  }

  public boolean has(RepositoryPath path) {
    return known(path).filter(path::equals).isPresent();
  }

  public Optional<Repository> find(RepositoryPath path) {
    return database.read(sql -> RepositoryTable.find(sql, path));
  }

  /** All repositories, in the order of their paths. */
  public List<Repository> list() {
    return database.read(RepositoryTable::list);
  }

  /** How the tags of an image name behave; movable where there is no repository yet. */
  TagMobility tagsOf(Sql sql, String name) throws SQLException {
    RepositoryPath path = RepositoryPath.of(name, location);
    return RepositoryTable.find(sql, path.project(), path.repository())
        .map(r -> r.settings().tags())
        .orElse(TagMobility.MOVABLE);
  }

  /** Makes a repository, unless it is there already. */
  void ensure(RepositoryPath path, Principal who) {
    database.write(sql -> {
      add(sql, path, Repository.Settings.DEFAULT, who);
      return path;
    });
  }

  /**
   * Makes a repository.
   *
   * @throws RegistryException when it is there, or another of its name in another location
   * @throws InputException when its name or settings are not allowed
   */
  public Repository create(RepositoryPath path, Repository.Settings settings, Principal who) {
    checkName(path);
    check(settings);
    return database.write(sql -> {
      Optional<Repository> same = RepositoryTable.find(sql, path.project(), path.repository());
      if (same.isPresent()) {
        throw new RegistryException(
            Code.DENIED,
            409,
            same.get().path().equals(path)
                ? "the repository already exists"
                : "the repository already exists as "
                    + same.get().path()
                    + "; names of images do not tell locations apart here");
      }
      return add(sql, path, settings, who)
          .orElseThrow(() -> new IllegalStateException("added twice: " + path));
    });
  }

  Optional<Repository> add(
      Sql sql, RepositoryPath path, Repository.Settings settings, Principal who)
      throws SQLException {
    var now = clock.instant();
    var repository = new Repository(path, now, who.name(), now, settings);
    if (!RepositoryTable.add(sql, repository)) {
      return Optional.empty();
    }
    events.append(sql, "repository.created", path.toString(), who, RegistryEvents.data());
    return Optional.of(repository);
  }

  /**
   * Changes a repository's settings.
   *
   * @throws RegistryException when there is none
   */
  public Repository update(
      RepositoryPath path, UnaryOperator<Repository.Settings> change, Principal who) {
    return database.write(sql -> {
      Repository before = RepositoryTable.find(sql, path).orElseThrow(() -> missing(path));
      Repository.Settings after = change.apply(before.settings());
      check(after);
      if (!after.equals(before.settings())) {
        RepositoryTable.update(sql, path, after, clock.instant());
        var data = RegistryEvents.data().put("settings", RepositoryJson.write(after));
        events.append(sql, "repository.changed", path.toString(), who, data);
      }
      return RepositoryTable.find(sql, path).orElseThrow(() -> missing(path));
    });
  }

  /** Takes a repository out of the list; what it held is taken out by {@link Removals}. */
  void remove(Sql sql, RepositoryPath path, Principal who) throws SQLException {
    RepositoryTable.remove(sql, path);
    events.append(sql, "repository.deleted", path.toString(), who, RegistryEvents.data());
  }

  /** To be called after a removal is committed. */
  void forget(RepositoryPath path) {
    paths.forget(new Key(path.project(), path.repository()));
  }

  static RegistryException missing(RepositoryPath path) {
    return new RegistryException(Code.NAME_UNKNOWN, path + " does not exist");
  }

  private static void checkName(RepositoryPath path) {
    String id = path.repository();
    boolean fits =
        RepositoryNames.isName(id)
            && id.indexOf('/') < 0
            && id.length() <= MAX_ID
            && Character.isLetter(id.charAt(0));
    if (!fits) {
      throw invalid(
          "repository_id",
          "\"" + id + "\" is not a repository's name",
          "use up to 63 lower-case letters, digits and hyphens, beginning with a letter");
    }
    boolean place =
        path.location().matches("[a-z]+(-[a-z]+[0-9]*)?") && path.location().length() <= MAX_ID;
    if (!place || !RepositoryNames.isName(path.project()) || path.project().indexOf('/') >= 0) {
      throw invalid(
          "parent",
          "\"projects/"
              + path.project()
              + "/locations/"
              + path.location()
              + "\" is no place for"
              + " a repository",
          "name a project and a location such as us-central1");
    }
  }

  private static void check(Repository.Settings settings) {
    if (settings.description().length() > MAX_DESCRIPTION) {
      throw invalid("description", "the description is longer than 1000 characters", "");
    }
    settings
        .labels()
        .forEach((key, value) -> {
          if (!key.matches("[a-z][a-z0-9_-]{0,62}") || !value.matches("[a-z0-9_-]{0,63}")) {
            throw invalid(
                "labels",
                "the label " + key + "=" + value + " is not allowed",
                "use up to 63 lower-case letters, digits, _ and -; keys begin with a letter");
          }
        });
  }

  private static InputException invalid(String field, String problem, String hint) {
    return new InputException(Position.of(field), problem, hint);
  }
}
