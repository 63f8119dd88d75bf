package dev.slipway.identity.iam;

import dev.slipway.http.Principal;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.iam.IamException.Kind;
import dev.slipway.store.Database;
import dev.slipway.store.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The service accounts of all projects. */
public final class ServiceAccounts {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{4,28}[a-z0-9]");
  private static final String DOMAIN = ".iam.gserviceaccount.com";
  private static final String COLUMNS =
      "SELECT email, project, unique_id, display_name FROM service_account";

  private final Database database;
  private final AuditTrail audit;
  private final RandomGenerator random;

  public ServiceAccounts(Database database, AuditTrail audit, RandomGenerator random) {
    this.database = database;
    this.audit = audit;
    this.random = random;
  }

  /** The e-mail address of the account {@code name} of a project. */
  public static String email(String name, String project) {
    return name + "@" + project + DOMAIN;
  }

  /** The project in an account's e-mail address; empty when it is not the address of an account. */
  public static Optional<String> projectOf(String email) {
    int at = email.indexOf('@');
    return at > 0 && email.endsWith(DOMAIN) && at + 1 < email.length() - DOMAIN.length()
        ? Optional.of(email.substring(at + 1, email.length() - DOMAIN.length()))
        : Optional.empty();
  }

  /**
   * Makes an account.
   *
   * @throws IamException when the name is not one, or is taken
   */
  public ServiceAccount create(Project project, String name, String displayName, Principal who) {
    if (!NAME.matcher(name).matches()) {
      throw new IamException(
          Kind.INVALID_ARGUMENT,
          "'"
              + name
              + "' is not the name of a service account: 6 to 30 lower-case letters, digits and"
              + " hyphens, a letter first and no hyphen last");
    }
    String email = email(name, project.id());
    return database.write(sql -> {
      if (sql.first(COLUMNS + " WHERE email = ?", ServiceAccounts::account, email).isPresent()) {
        throw new IamException(
            Kind.ALREADY_EXISTS,
            "Service account " + name + " already exists within project " + project.resource());
      }
      String uniqueId = "1" + String.format("%020d", random.nextLong(Long.MAX_VALUE));
      var account = new ServiceAccount(email, project.id(), uniqueId, displayName);
      sql.update(
          "INSERT INTO service_account (email, project, unique_id, display_name)"
              + " VALUES (?, ?, ?, ?)",
          email,
          project.id(),
          uniqueId,
          displayName);
      audit.append(sql, Audit.granted("CreateServiceAccount", account.resource(), who));
      return account;
    });
  }

  /** The account with this e-mail address or unique id. */
  public Optional<ServiceAccount> find(String emailOrId) {
    return database.read(sql ->
        sql.first(
            COLUMNS + " WHERE email = ? OR unique_id = ?",
            ServiceAccounts::account,
            emailOrId,
            emailOrId));
  }

  /** The accounts of a project. */
  public List<ServiceAccount> list(Project project) {
    return database.read(sql ->
        sql.list(
            COLUMNS + " WHERE project = ? ORDER BY email", ServiceAccounts::account, project.id()));
  }

  private static ServiceAccount account(Row row) throws SQLException {
    return new ServiceAccount(row.text(1), row.text(2), row.text(3), row.text(4));
  }
}
