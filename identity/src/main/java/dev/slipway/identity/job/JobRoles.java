package dev.slipway.identity.job;

import dev.slipway.identity.Binding;
import dev.slipway.identity.Role;
import dev.slipway.identity.job.GrantedPermissions.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What each of a job's tokens may do, as bindings of its principal. Four principals, so that a
 * token that leaks opens one door only.
 */
final class JobRoles {
  private JobRoles() {}

  /** The principal of the token for the repository. */
  static String github(String session) {
    return "job:" + session;
  }

  /** The principal of the token for {@code /api/v1/job/...}. */
  static String slipway(String session) {
    return "job-session:" + session;
  }

  /** The principal of the token for cache and artifacts. */
  static String runtime(String session) {
    return "job-runtime:" + session;
  }

  /** The principal of the token for ID tokens. */
  static String idToken(String session) {
    return "job-idtoken:" + session;
  }

  static List<Binding> bindings(String session, String repository, GrantedPermissions granted) {
    String job = "jobs/" + session;
    var bindings = new ArrayList<Binding>();
    bindings.add(
        new Binding(slipway(session), new Role("job session", Set.of("slipway.job.use")), job));
    bindings.add(
        new Binding(runtime(session), new Role("job runtime", Set.of("slipway.actions.use")), job));
    if (granted.level("id-token") == Level.WRITE) {
      bindings.add(
          new Binding(
              idToken(session), new Role("job identity", Set.of("slipway.idTokens.create")), job));
    }
    var allowed = repositoryPermissions(granted);
    if (!allowed.isEmpty()) {
      bindings.add(
          new Binding(
              github(session),
              new Role("permissions of the job", allowed),
              "repositories/" + repository));
    }
    return bindings;
  }

  private static Set<String> repositoryPermissions(GrantedPermissions granted) {
    var allowed = new HashSet<String>();
    add(
        allowed,
        granted.level("contents"),
        List.of("forge.repositories.get", "forge.repositories.pull"),
        List.of("forge.repositories.push"));
    add(
        allowed,
        granted.level("pull-requests"),
        List.of("forge.pullRequests.get", "forge.pullRequests.list"),
        List.of("forge.pullRequests.create", "forge.pullRequests.update", "forge.comments.create"));
    // The only issues there are here are pull requests.
    add(
        allowed,
        granted.level("issues"),
        List.of("forge.pullRequests.get", "forge.pullRequests.list"),
        List.of("forge.comments.create"));
    add(allowed, granted.level("statuses"), List.of(), List.of("forge.statuses.create"));
    add(allowed, granted.level("checks"), List.of(), List.of("forge.checks.create"));
    if (granted.level("contents") == Level.WRITE && granted.level("pull-requests") == Level.WRITE) {
      allowed.add("forge.pullRequests.merge");
    }
    add(
        allowed,
        granted.level("actions"),
        List.of("runs.get", "runs.list"),
        List.of("runs.create", "runs.cancel"));
    add(allowed, granted.level("deployments"), List.of("releases.get", "releases.list"), List.of());
    return allowed;
  }

  private static void add(
      Set<String> allowed, Level level, List<String> toRead, List<String> toWrite) {
    switch (level) {
      case NONE -> {}
      case READ -> allowed.addAll(toRead);
      case WRITE -> {
        allowed.addAll(toRead);
        allowed.addAll(toWrite);
      }
    }
  }
}
