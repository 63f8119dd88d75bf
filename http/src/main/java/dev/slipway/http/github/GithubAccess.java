package dev.slipway.http.github;

import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;

/** Asks the one authorisation point about a repository, and refuses in GitHub's words. */
public final class GithubAccess {
  private final Authorizer authorizer;

  public GithubAccess(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** The repository that a path names, {@code OWNER/NAME}. */
  public static String repository(Request request) {
    return request.parameter("owner") + "/" + request.parameter("name");
  }

  /** Whether the caller may do this to the repository of the path. */
  public boolean allows(Request request, String action) {
    return decide(request, action, repository(request)) instanceof Authorizer.Decision.Allowed;
  }

  /** Whether the caller may do this to a repository {@code OWNER/NAME}. */
  public boolean allows(Request request, String action, String repository) {
    return decide(request, action, repository) instanceof Authorizer.Decision.Allowed;
  }

  /**
   * Refuses when the caller may not do this to the repository of the path.
   *
   * @param action such as {@code runs.get}
   * @param scope what a workflow writes below {@code permissions:} to have it, such as {@code
   *     actions: read}
   * @throws HttpException with 401 when the caller is nobody, else 403
   */
  public void require(Request request, String action, String scope) {
    if (!(decide(request, action, repository(request))
        instanceof Authorizer.Decision.Denied(String reason))) {
      return;
    }
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "Requires authentication: " + reason);
    }
    throw new HttpException(
        403,
        GithubActor.isJob(request.principal())
            ? "Resource not accessible by integration: the job needs permissions: " + scope
            : "Must have more rights: " + reason);
  }

  private Authorizer.Decision decide(Request request, String action, String repository) {
    return authorizer.decide(
        request.principal(), new Permission(action, "repositories/" + repository));
  }
}
