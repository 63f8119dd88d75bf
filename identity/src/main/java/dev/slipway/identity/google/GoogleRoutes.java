package dev.slipway.identity.google;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Route;
import dev.slipway.http.RouteSet;
import dev.slipway.identity.federation.Impersonation;
import dev.slipway.identity.federation.Pools;
import dev.slipway.identity.iam.Policies;
import dev.slipway.identity.iam.Projects;
import dev.slipway.identity.iam.ServiceAccounts;
import dev.slipway.store.Journal;
import java.util.ArrayList;

/** The routes of Google's APIs, all authorised by the one authoriser. */
public final class GoogleRoutes {
  private final ProjectCalls projects;
  private final AccountCalls accounts;
  private final PoolCalls pools;
  private final ProviderCalls providers;
  private final ClusterCalls clusters;
  private final LogCalls logs;

  public GoogleRoutes(
      Authorizer authorizer,
      Projects projects,
      ServiceAccounts accounts,
      Policies policies,
      Pools pools,
      Impersonation impersonation,
      Journal journal,
      ClusterDirectory clusters) {
    var calls = new Calls(authorizer);
    var shared = new PolicyCalls(calls, policies);
    this.projects = new ProjectCalls(calls, projects, shared);
    this.accounts = new AccountCalls(calls, this.projects, accounts, shared, impersonation);
    this.pools = new PoolCalls(this.projects, pools);
    this.providers = new ProviderCalls(this.pools, pools);
    this.clusters = new ClusterCalls(this.projects, clusters);
    this.logs = new LogCalls(calls, this.projects, journal);
  }

  public RouteSet routeSet() {
    var routes = new ArrayList<Route>();
    routes.addAll(projects.routes());
    routes.addAll(accounts.routes());
    routes.addAll(pools.routes());
    routes.addAll(providers.routes());
    routes.addAll(clusters.routes());
    routes.addAll(logs.routes());
    return new RouteSet("google", routes, IamErrors.FORMAT, request -> "Bearer");
  }
}
