package dev.slipway.identity.iam;

import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.iam.IamException.Kind;
import dev.slipway.store.Database;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The projects of an instance. */
public final class Projects {
  /** The tables of projects, accounts and policies. */
  public static final Schema SCHEMA =
      new Schema(
          "identity-iam",
          List.of(
              """
              CREATE TABLE project (
                id TEXT PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                repository TEXT,
                repository_id TEXT) STRICT;
              CREATE TABLE service_account (
                email TEXT PRIMARY KEY,
                project TEXT NOT NULL REFERENCES project (id),
                unique_id TEXT NOT NULL UNIQUE,
                display_name TEXT NOT NULL) STRICT;
              CREATE TABLE iam_policy (
                resource TEXT PRIMARY KEY,
                version INTEGER NOT NULL,
                bindings TEXT NOT NULL) STRICT;
              CREATE TABLE enabled_service (
                project TEXT NOT NULL REFERENCES project (id),
                service TEXT NOT NULL,
                PRIMARY KEY (project, service)) STRICT
              """));

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{4,28}[a-z0-9]");
  private static final String COLUMNS =
      "SELECT id, number, name, repository, repository_id FROM project";

  private final Database database;
  private final AuditTrail audit;
  private final RandomGenerator random;

  public Projects(Database database, AuditTrail audit, RandomGenerator random) {
    this.database = database;
    this.audit = audit;
    this.random = random;
  }

  /**
   * Makes a project.
   *
   * @throws IamException when the id is not one, or is taken
   */
  public Project create(
      String id, String name, Optional<Project.Repository> repository, Principal who) {
    if (!ID.matcher(id).matches()) {
      throw new IamException(
          Kind.INVALID_ARGUMENT,
          "'"
              + id
              + "' is not a project id: 6 to 30 lower-case letters, digits and hyphens, a letter"
              + " first and no hyphen last");
    }
    return database.write(sql -> {
      if (sql.first(COLUMNS + " WHERE id = ?", Projects::project, id).isPresent()) {
        throw new IamException(Kind.ALREADY_EXISTS, "Project '" + id + "' already exists.");
      }
      String number;
      do {
        number = Long.toString(random.nextLong(100_000_000_000L, 1_000_000_000_000L));
      } while (sql.first(COLUMNS + " WHERE number = ?", Projects::project, number).isPresent());
      sql.update(
          "INSERT INTO project (id, number, name, repository, repository_id)"
              + " VALUES (?, ?, ?, ?, ?)",
          id,
          number,
          name,
          repository.map(Project.Repository::name),
          repository.map(Project.Repository::id));
      var project = new Project(id, number, name, repository);
      audit.append(sql, Audit.granted("CreateProject", project.resource(), who));
      return project;
    });
  }

  /** The project of this id or number. */
  public Optional<Project> find(String idOrNumber) {
    return database.read(sql ->
        sql.first(
            COLUMNS + " WHERE id = ? OR number = ?", Projects::project, idOrNumber, idOrNumber));
  }

  /** As {@link #find}, refusing when there is none. */
  public Project get(String idOrNumber) {
    return find(idOrNumber)
        .orElseThrow(
            () -> new IamException(Kind.NOT_FOUND, "Project '" + idOrNumber + "' does not exist."));
  }

  /** The project that was made for the repository of this id. */
  public Optional<Project> ofRepository(String repositoryId) {
    return database.read(
        sql -> sql.first(COLUMNS + " WHERE repository_id = ?", Projects::project, repositoryId));
  }

  /** The projects that were made for repositories of this name, whatever became of those. */
  public List<Project> ofRepositoryName(String repository) {
    return database.read(sql ->
        sql.list(COLUMNS + " WHERE repository = ? ORDER BY id", Projects::project, repository));
  }

  /** All of them, by id. */
  public List<Project> list() {
    return database.read(sql -> sql.list(COLUMNS + " ORDER BY id", Projects::project));
  }

  /** Records that a project uses an API; nothing here depends on it. */
  public void enable(Project project, List<String> services, Principal who) {
    database.write(sql -> {
      for (String service : services) {
        sql.update(
            "INSERT OR IGNORE INTO enabled_service (project, service) VALUES (?, ?)",
            project.id(),
            service);
      }
      audit.append(sql, Audit.granted("EnableService", project.resource(), who));
      return services;
    });
  }

  /** The APIs a project uses. */
  public List<String> enabled(Project project) {
    return database.read(sql ->
        sql.list(
            "SELECT service FROM enabled_service WHERE project = ? ORDER BY service",
            row -> row.text(1),
            project.id()));
  }

  private static Project project(Row row) throws SQLException {
    var repository = row.optionalText(4);
    var id = row.optionalText(5);
    return new Project(
        row.text(1),
        row.text(2),
        row.text(3),
        repository.flatMap(r -> id.map(i -> new Project.Repository(r, i))));
  }
}
