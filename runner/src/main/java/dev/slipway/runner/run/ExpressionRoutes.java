package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.workflow.expression.Expression;
import dev.slipway.workflow.expression.ExpressionException;
import dev.slipway.workflow.expression.Names;
import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Template;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Workflow;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an expression of a workflow comes to, with the values it was made of: {@code POST
 * /api/v1/runs/{id}/expressions}. Contexts are those of the run: {@code github}, {@code vars} and
 * {@code inputs}.
 */
public final class ExpressionRoutes {
  private static final int MOST_BYTES = 1 << 16;
  private static final Names NAMES = Names.contexts("github", "vars", "inputs");
  private static final Pattern STRING = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern REFERENCE =
      Pattern.compile("(?i)\\b(?:github|vars|inputs)(?:\\.[\\w-]+)+");

  private final Runs runs;
  private final Authorizer authorizer;

  public ExpressionRoutes(Runs runs, Authorizer authorizer) {
    this.runs = runs;
    this.authorizer = authorizer;
  }

  public List<Route> routes() {
    return List.of(
        Route.handlerDecides(
            Method.POST,
            "/api/v1/runs/{id}/expressions",
            "the permission is that of the run's repository",
            this::explain));
  }

  private Response explain(Request request) throws IOException {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "who asks for runs must say who it is");
    }
    String id = request.parameter("id");
    RunView run =
        runs.store().find(id).orElseThrow(() -> new HttpException(404, "there is no run " + id));
    var decision =
        authorizer.decide(
            request.principal(), new Permission("runs.get", "repositories/" + run.repository()));
    if (decision instanceof Authorizer.Decision.Denied(String reason)) {
      throw new HttpException(403, reason);
    }
    JsonNode body = Json.parse(request.body().readNBytes(MOST_BYTES), "request body");
    String text = body.path("expression").asString("");
    ObjectValue contexts = contexts(run);
    return Response.json(200, explain(text, Scope.of(contexts.entries())));
  }

  private ObjectValue contexts(RunView run) {
    var parts = runs.parts();
    try (GitRepository repository = parts.repositories().open(run.repository())) {
      Workflow workflow =
          new WorkflowFiles(repository, new CommitId(run.commit()))
              .read(run.workflowFile())
              .filter(WorkflowReader.Accepted.class::isInstance)
              .map(reading -> ((WorkflowReader.Accepted) reading).workflow())
              .orElseThrow(() ->
                  new HttpException(409, "the workflow of run " + run.id() + " cannot be read"));
      return GithubContext.contexts(parts, run, workflow);
    }
  }

  /** The value, and of what it was made. */
  static ObjectNode explain(String text, Scope scope) {
    try {
      Value value =
          text.contains("${{")
              ? Template.parse(text, NAMES).evaluate(scope)
              : Expression.parse(text.strip(), NAMES).evaluate(scope);
      ObjectNode answer = json(value);
      var values = answer.putArray("values");
      for (String reference : references(text)) {
        values.add(json(Expression.parse(reference, NAMES).evaluate(scope)).put("of", reference));
      }
      return answer;
    } catch (ExpressionException e) {
      throw new InputException(
          Position.of("expression"),
          String.valueOf(e.getMessage()),
          "known here are github, vars and inputs");
    }
  }

  private static Set<String> references(String text) {
    var found = new LinkedHashSet<String>();
    var references = REFERENCE.matcher(STRING.matcher(text).replaceAll("''"));
    while (references.find()) {
      found.add(references.group());
    }
    return found;
  }

  private static ObjectNode json(Value value) {
    var answer = Json.MAPPER.createObjectNode();
    answer.put("kind", value.kind().name().toLowerCase(Locale.ROOT));
    answer.put("text", value.text());
    answer.put("true", value.truthy());
    answer.set("value", value.json());
    return answer;
  }
}
