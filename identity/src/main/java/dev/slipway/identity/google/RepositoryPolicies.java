package dev.slipway.identity.google;

import dev.slipway.http.Authorizer;
import dev.slipway.http.Handler;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.identity.iam.Policies;
import dev.slipway.identity.iam.Projects;
import java.io.IOException;

/**
 * Policies of registry repositories: {@code {repository}:getIamPolicy} and its like, below {@code
 * {project}} and {@code {location}}. The repositories themselves are the registry's.
 */
public final class RepositoryPolicies implements Handler {
  private final PolicyCalls policies;
  private final ProjectCalls projects;

  public RepositoryPolicies(Authorizer authorizer, Projects projects, Policies policies) {
    var calls = new Calls(authorizer);
    this.policies = new PolicyCalls(calls, policies);
    this.projects = new ProjectCalls(calls, projects, this.policies);
  }

  @Override
  public Response handle(Request request) throws IOException {
    return IamErrors.FORMAT.answering(this::answer).handle(request);
  }

  private Response answer(Request request) throws IOException {
    var verb = Calls.Verb.of(request.parameter("repository"));
    var project = projects.require(request, "artifactregistry.repositories.get");
    return policies.answer(
        request,
        verb,
        "artifactregistry.repositories",
        project.resource()
            + "/locations/"
            + request.parameter("location")
            + "/repositories/"
            + verb.name());
  }
}
