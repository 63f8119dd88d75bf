package dev.slipway.identity.google;

import dev.slipway.base.Json;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.http.google.GoogleException;
import dev.slipway.http.google.GoogleException.Status;
import dev.slipway.identity.federation.Impersonation;
import dev.slipway.identity.iam.ServiceAccount;
import dev.slipway.identity.iam.ServiceAccounts;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Service accounts, their policies, and their tokens. */
final class AccountCalls {
  private static final Pattern LIFETIME = Pattern.compile("(\\d{1,6})(\\.0*)?s");

  private final Calls calls;
  private final ProjectCalls projects;
  private final ServiceAccounts accounts;
  private final PolicyCalls policies;
  private final Impersonation impersonation;

  AccountCalls(
      Calls calls,
      ProjectCalls projects,
      ServiceAccounts accounts,
      PolicyCalls policies,
      Impersonation impersonation) {
    this.calls = calls;
    this.projects = projects;
    this.accounts = accounts;
    this.policies = policies;
    this.impersonation = impersonation;
  }

  List<Route> routes() {
    String all = "/v1/projects/{project}/serviceAccounts";
    return List.of(
        Calls.route(Method.GET, all, this::list),
        Calls.route(Method.POST, all, this::create),
        Calls.route(Method.GET, all + "/{account}", this::describe),
        Calls.route(Method.POST, all + "/{account}", this::verb));
  }

  private Response list(Request request) {
    var project = projects.require(request, "iam.serviceAccounts.list");
    var answer = Json.MAPPER.createObjectNode();
    var list = answer.putArray("accounts");
    accounts.list(project).forEach(a -> list.add(json(a)));
    return Response.json(200, answer);
  }

  private Response create(Request request) throws IOException {
    var project = projects.require(request, "iam.serviceAccounts.create");
    var body = Calls.body(request);
    var account =
        accounts.create(
            project,
            Calls.text(body, "accountId").orElse(""),
            Calls.text(body.path("serviceAccount"), "displayName").orElse(""),
            request.principal());
    return Response.json(200, json(account));
  }

  private Response describe(Request request) {
    return Response.json(
        200, json(require(request, "iam.serviceAccounts.get", request.parameter("account"))));
  }

  private Response verb(Request request) throws IOException {
    var verb = Calls.Verb.of(request.parameter("account"));
    return switch (verb.method()) {
      case "generateAccessToken" -> accessToken(request, verb);
      case "generateIdToken" -> idToken(request, verb);
      case "signJwt", "signBlob" ->
          throw new GoogleException(
              Status.UNIMPLEMENTED,
              "signing for a service account is not served: it would make tokens that outlive the"
                  + " job. Use generateAccessToken or generateIdToken.");
      default -> {
        if (accounts.find(verb.name()).isEmpty()) {
          require(request, "iam.serviceAccounts.get", verb.name());
        }
        yield policies.answer(request, verb, "iam.serviceAccounts", resource(verb.name()));
      }
    };
  }

  private Response accessToken(Request request, Calls.Verb verb) throws IOException {
    var account = require(request, "iam.serviceAccounts.getAccessToken", verb.name());
    var body = Calls.body(request);
    requireNoDelegates(body);
    if (body.path("scope").isEmpty()) {
      throw new GoogleException(Status.INVALID_ARGUMENT, "Scope required.");
    }
    var issued = impersonation.accessToken(request.principal(), account, lifetime(body));
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("accessToken", issued.token().value())
            .put("expireTime", issued.expires().truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  private Response idToken(Request request, Calls.Verb verb) throws IOException {
    var account = require(request, "iam.serviceAccounts.getOpenIdToken", verb.name());
    var body = Calls.body(request);
    requireNoDelegates(body);
    String audience =
        Calls.text(body, "audience")
            .filter(a -> !a.isEmpty())
            .orElseThrow(() -> new GoogleException(Status.INVALID_ARGUMENT, "Audience required."));
    var email =
        body.path("includeEmail").asBoolean(false)
            ? Impersonation.EmailClaim.INCLUDED
            : Impersonation.EmailClaim.LEFT_OUT;
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("token", impersonation.idToken(request.principal(), account, audience, email)));
  }

  private static void requireNoDelegates(JsonNode body) {
    if (!body.path("delegates").isEmpty()) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT,
          "Delegation through other service accounts is not supported; give the caller"
              + " roles/iam.serviceAccountTokenCreator on the account itself.");
    }
  }

  private static Duration lifetime(JsonNode body) {
    String text = Calls.text(body, "lifetime").orElse(Impersonation.LONGEST.toSeconds() + "s");
    var match = LIFETIME.matcher(text);
    if (!match.matches()) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT, "Invalid lifetime '" + text + "'; write seconds, as in 3600s.");
    }
    var life = Duration.ofSeconds(Long.parseLong(match.group(1)));
    if (life.isZero() || life.compareTo(Impersonation.LONGEST) > 0) {
      throw new GoogleException(
          Status.INVALID_ARGUMENT,
          "The access token lifetime must be from 1 to "
              + Impersonation.LONGEST.toSeconds()
              + " seconds.");
    }
    return life;
  }

  /** The account; without the right, one that is not there looks like one that is. */
  private ServiceAccount require(Request request, String action, String named) {
    calls.require(request, action, resource(named));
    return accounts
        .find(named)
        .orElseThrow(
            () -> new GoogleException(Status.NOT_FOUND, "Unknown service account " + named));
  }

  /** The project in the path may be {@code -}: the address says which it is. */
  private String resource(String named) {
    return accounts
        .find(named)
        .map(ServiceAccount::resource)
        .orElseGet(() ->
            "projects/"
                + ServiceAccounts.projectOf(named).orElse("-")
                + "/serviceAccounts/"
                + named);
  }

  private static ObjectNode json(ServiceAccount account) {
    return Json.MAPPER
        .createObjectNode()
        .put("name", account.resource())
        .put("projectId", account.project())
        .put("uniqueId", account.uniqueId())
        .put("email", account.email())
        .put("displayName", account.displayName())
        .put("oauth2ClientId", account.uniqueId());
  }
}
