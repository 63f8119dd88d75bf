package dev.slipway.identity.assembly;

import dev.slipway.http.Authenticator;
import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.Binding;
import dev.slipway.identity.BindingAuthorizer;
import dev.slipway.identity.BindingIndex;
import dev.slipway.identity.Role;
import dev.slipway.identity.Token;
import dev.slipway.identity.TokenAuthenticator;
import dev.slipway.identity.federation.Impersonation;
import dev.slipway.identity.federation.Pools;
import dev.slipway.identity.federation.StsRoutes;
import dev.slipway.identity.federation.TokenExchange;
import dev.slipway.identity.google.ClusterDirectory;
import dev.slipway.identity.google.GoogleRoutes;
import dev.slipway.identity.google.RepositoryPolicies;
import dev.slipway.identity.iam.Policies;
import dev.slipway.identity.iam.Projects;
import dev.slipway.identity.iam.ServiceAccounts;
import dev.slipway.identity.job.JobTokens;
import dev.slipway.identity.oidc.Issuer;
import dev.slipway.identity.oidc.SigningKeys;
import dev.slipway.identity.secret.Settings;
import dev.slipway.identity.secret.SettingsRoutes;
import dev.slipway.identity.setup.ProjectSetup;
import dev.slipway.identity.user.Users;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that says who makes a request and what they may do.
 *
 * @param tokens access tokens of any kind
 * @param authenticator who
 * @param authorizer what
 * @param jobs tokens of jobs
 * @param settings secrets and variables
 * @param setup what a hosted repository is given
 */
public record Identity(
    AccessTokens tokens,
    Authenticator authenticator,
    Authorizer authorizer,
    JobTokens jobs,
    Settings settings,
    ProjectSetup setup,
    Projects projects,
    Policies policies,
    ServiceAccounts accounts,
    Pools pools,
    Issuer issuer,
    Users users,
    TokenExchange exchange,
    Impersonation impersonation,
    Journal journal,
    Clock clock) {

  /** The tables of all parts. */
  public static List<Schema> schemas() {
    return List.of(
        AccessTokens.SCHEMA,
        Projects.SCHEMA,
        Pools.SCHEMA,
        JobTokens.SCHEMA,
        Settings.SCHEMA,
        Users.SCHEMA);
  }

  /**
   * Opens everything.
   *
   * @param instance the URL of the HTTP port, without a slash at its end
   * @param keys the directory of the process's keys, readable by its owner only
   * @param database opened with {@link #schemas} and the journal's
   */
  public static Identity open(
      String instance,
      Path keys,
      Token administrator,
      Database database,
      Journal journal,
      Clock clock) {
    var random = new SecureRandom();
    var audit = new AuditTrail(database, journal);
    var tokens = new AccessTokens(database, journal, clock);
    var issuer = new Issuer(instance, new SigningKeys(keys.resolve("oidc"), clock));
    var projects = new Projects(database, audit, random);
    var accounts = new ServiceAccounts(database, audit, random);
    var policies = new Policies(database, audit);
    var pools = new Pools(database, audit, issuer.url());
    var jobs = new JobTokens(instance, database, tokens, issuer, audit, clock);
    var settings = new Settings(database, audit, keys.resolve("secrets.key"), clock);
    var users = new Users(database, audit, tokens, projects, clock);
    var administrators =
        new BindingIndex(List.of(new Binding("group:system:masters", Role.OWNER, "")));
    return new Identity(
        tokens,
        new TokenAuthenticator(administrator, tokens),
        new BindingAuthorizer(List.of(administrators, policies, jobs, users), audit),
        jobs,
        settings,
        new ProjectSetup(projects, pools, accounts, policies, settings, issuer, users),
        projects,
        policies,
        accounts,
        pools,
        issuer,
        users,
        new TokenExchange(pools, projects, jobs, issuer, tokens, audit, clock),
        new Impersonation(tokens, jobs, issuer, audit, clock),
        journal,
        clock);
  }

  /** Answers what Google's API asks about the policies of registry repositories. */
  public Handler repositoryPolicies() {
    return new RepositoryPolicies(authorizer, projects, policies);
  }

  /** Identity's share of the HTTP port. */
  public List<RouteSet> routeSets(ClusterDirectory clusters) {
    var own = new ArrayList<>(new SettingsRoutes(settings).routes());
    own.addAll(jobs.routes());
    var open = new ArrayList<>(issuer.routes());
    open.addAll(new StsRoutes(exchange, tokens, clock).routes());
    var google =
        new GoogleRoutes(
            authorizer, projects, accounts, policies, pools, impersonation, journal, clusters);
    return List.of(
        new RouteSet("identity", own, new ProblemFormat(), request -> "Bearer"),
        new RouteSet("sts", open, new ProblemFormat(), request -> ""),
        google.routeSet());
  }
}
