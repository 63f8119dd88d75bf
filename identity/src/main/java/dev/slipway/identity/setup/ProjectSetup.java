package dev.slipway.identity.setup;

import dev.slipway.http.Principal;
import dev.slipway.identity.federation.Pool;
import dev.slipway.identity.federation.Pools;
import dev.slipway.identity.federation.Provider;
import dev.slipway.identity.iam.Policies;
import dev.slipway.identity.iam.Project;
import dev.slipway.identity.iam.Projects;
import dev.slipway.identity.iam.ServiceAccount;
import dev.slipway.identity.iam.ServiceAccounts;
import dev.slipway.identity.oidc.Issuer;
import dev.slipway.identity.secret.Scope;
import dev.slipway.identity.secret.Settings;
import dev.slipway.identity.user.Users;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prepares a project for a hosted repository (specification §9, steps 1 to 7, with S51 corrected):
 *
 * <pre>
 * project ─ pool github-pool ─ provider github-provider, for this repository's id, default branch, push
 *         └ service account github-actions ─ writes images, deploys
 * secrets GCP_PROJECT_ID, WIF_PROVIDER, WIF_SERVICE_ACCOUNT
 * </pre>
 *
 * <p>What is there stays as it is, the user's changes included.
 */
public final class ProjectSetup {
  private static final String POOL = "github-pool";
  private static final String PROVIDER = "github-provider";
  private static final String ACCOUNT = "github-actions";
  private static final int MAX_ID = 30;

  private final Projects projects;
  private final Pools pools;
  private final ServiceAccounts accounts;
  private final Policies policies;
  private final Settings settings;
  private final Issuer issuer;
  private final Users users;

  /** What a repository's workflows use. */
  public record Prepared(Project project, Provider provider, ServiceAccount account) {}

  public ProjectSetup(
      Projects projects,
      Pools pools,
      ServiceAccounts accounts,
      Policies policies,
      Settings settings,
      Issuer issuer,
      Users users) {
    this.projects = projects;
    this.pools = pools;
    this.accounts = accounts;
    this.policies = policies;
    this.settings = settings;
    this.issuer = issuer;
    this.users = users;
  }

  /**
   * Prepares what is not there yet. A repository that was made again under an old name has another
   * id: it gets a project of its own, and the old one's secrets are deleted.
   *
   * @param repository {@code OWNER/NAME}
   * @param id the repository's id, which no other will ever have
   * @param branch the full ref of the default branch, whose jobs may deploy
   */
  public synchronized Prepared ensure(String repository, String id, String branch, Principal who) {
    var known = projects.ofRepository(id);
    if (known.isEmpty() && !projects.ofRepositoryName(repository).isEmpty()) {
      settings.forget(repository, who);
    }
    var project =
        known.orElseGet(() -> {
          var owner = new Project.Repository(repository, id);
          return projects.create(projectId(repository, id), repository, Optional.of(owner), who);
        });
    var provider = provider(project, id, branch, who);
    var account = account(project, who);
    var granted =
        "principalSet://iam.googleapis.com/"
            + new Pool(project.number(), POOL, "", "", false).name()
            + "/attribute.repository_id/"
            + id;
    policies.grant(account.resource(), "roles/iam.workloadIdentityUser", granted, who);
    for (String role :
        List.of(
            "roles/artifactregistry.writer",
            "roles/artifactregistry.createOnPushWriter",
            "roles/container.developer",
            "roles/container.clusterViewer")) {
      policies.grant(project.resource(), role, account.member(), who);
    }
    secrets(repository, project, provider, account, who);
    if (known.isEmpty()) {
      // Roles on the repository are roles in its project.
      users.reload();
    }
    return new Prepared(project, provider, account);
  }

  /** The project's id: the repository's name, made unique by the repository's id. */
  private String projectId(String repository, String id) {
    String name =
        repository
            .substring(repository.indexOf('/') + 1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[^a-z]+|-+$", "");
    String suffix = "-" + id;
    String base = name.isEmpty() ? "project" : name;
    int room = MAX_ID - suffix.length();
    String wanted = (base.length() > room ? base.substring(0, room) : base) + suffix;
    String padded = wanted.length() < 6 ? "project" + suffix : wanted;
    // Somebody may have made a project of this very id by hand.
    String free = padded;
    for (int n = 2; projects.find(free).isPresent(); n++) {
      String more = "-" + n;
      free = padded.substring(0, Math.min(padded.length(), MAX_ID - more.length())) + more;
    }
    return free;
  }

  private Provider provider(Project project, String repositoryId, String branch, Principal who) {
    var existing =
        pools.pools(project.number()).stream().filter(p -> p.id().equals(POOL)).findFirst();
    var pool =
        existing.orElseGet(
            () -> pools.create(new Pool(project.number(), POOL, "GitHub pool", "", false), who));
    return pools.providers(pool).stream()
        .filter(p -> p.id().equals(PROVIDER))
        .findFirst()
        .orElseGet(() -> pools.create(provider(pool, repositoryId, branch), who).provider());
  }

  private Provider provider(Pool pool, String repositoryId, String branch) {
    return new Provider(
        pool.project(),
        pool.id(),
        PROVIDER,
        "GitHub provider",
        "jobs of this repository on its default branch, by a push or by hand",
        false,
        issuer.url(),
        Optional.empty(),
        List.of(),
        Map.of(
            "google.subject", "assertion.sub",
            "attribute.repository", "assertion.repository",
            "attribute.repository_id", "assertion.repository_id",
            "attribute.repository_owner_id", "assertion.repository_owner_id",
            "attribute.actor", "assertion.actor",
            "attribute.ref", "assertion.ref",
            "attribute.event_name", "assertion.event_name",
            "attribute.job_workflow_ref", "assertion.job_workflow_ref",
            "attribute.environment", "has(assertion.environment) ? assertion.environment : ''"),
        "assertion.repository_id == '"
            + repositoryId
            + "' && assertion.ref == '"
            // A quote is a letter of a branch's name like any other.
            + branch.replace("\\", "\\\\").replace("'", "\\'")
            + "'"
            + " && assertion.event_name in ['push', 'workflow_dispatch', 'schedule']");
  }

  private ServiceAccount account(Project project, Principal who) {
    return accounts
        .find(ServiceAccounts.email(ACCOUNT, project.id()))
        .orElseGet(() -> accounts.create(project, ACCOUNT, "GitHub Actions", who));
  }

  private void secrets(
      String repository,
      Project project,
      Provider provider,
      ServiceAccount account,
      Principal who) {
    var scope = Scope.of(repository);
    var there =
        Set.copyOf(settings.secrets(scope).stream().map(Settings.SecretInfo::name).toList());
    Map.of(
            "GCP_PROJECT_ID", project.id(),
            "WIF_PROVIDER", provider.name(),
            "WIF_SERVICE_ACCOUNT", account.email())
        .forEach((name, value) -> {
          if (!there.contains(name)) {
            settings.setSecret(scope, name, value, who);
          }
        });
  }
}
