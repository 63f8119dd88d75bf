package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Services, projects, service accounts, pools and repositories, over Google's REST APIs. */
final class GcloudResources {
  private final Surroundings around;
  private final GcloudCall call;

  GcloudResources(Surroundings around, GcloudCall call) {
    this.around = around;
    this.call = call;
  }

  void run(List<String> words) throws IOException {
    String name = words.getLast();
    String group = String.join(" ", words);
    if (group.startsWith("services enable ")) {
      enable(words.subList(2, words.size()));
    } else if (group.equals("services list")) {
      list("serviceusage", project() + "/services?filter=state:ENABLED&pageSize=200", "services");
    } else if (group.equals("projects list")) {
      list("cloudresourcemanager", "/v1/projects", "projects");
    } else if (group.startsWith("projects describe ")) {
      call.print(call.get("cloudresourcemanager", "/v1/projects/" + name), "json");
    } else if (group.startsWith("projects add-iam-policy-binding ")) {
      bind("cloudresourcemanager", "/v1/projects/" + name);
    } else if (group.startsWith("iam service-accounts ")) {
      accounts(words);
    } else if (group.startsWith("iam workload-identity-pools ")) {
      pools(words);
    } else if (group.startsWith("artifacts repositories ")) {
      repositories(words);
    } else {
      throw Gcloud.unknown(group);
    }
  }

  private String project() throws IOException {
    return "/v1/projects/" + call.project();
  }

  private void list(String api, String path, String field) throws IOException {
    call.print(call.get(api, path).path(field), "json");
  }

  private void enable(List<String> services) throws IOException {
    if (services.size() == 1) {
      call.post(
          "serviceusage",
          project() + "/services/" + services.getFirst() + ":enable",
          Json.MAPPER.createObjectNode());
    } else {
      var body = Json.MAPPER.createObjectNode();
      ArrayNode ids = body.putArray("serviceIds");
      services.forEach(ids::add);
      call.post("serviceusage", project() + "/services:batchEnable", body);
    }
    around.console().note("Operation finished successfully.");
  }

  private void accounts(List<String> words) throws IOException {
    String name = words.getLast();
    switch (words.get(2)) {
      case "create" -> {
        var body = Json.MAPPER.createObjectNode().put("accountId", name);
        ObjectNode account = body.putObject("serviceAccount");
        copy("--display-name", account, "displayName");
        copy("--description", account, "description");
        call.post("iam", project() + "/serviceAccounts", body);
        around.console().note("Created service account [" + name + "].");
      }
      case "list" -> list("iam", project() + "/serviceAccounts", "accounts");
      case "describe" ->
          call.print(call.get("iam", project() + "/serviceAccounts/" + name), "json");
      case "add-iam-policy-binding" -> bind("iam", project() + "/serviceAccounts/" + name);
      default -> throw Gcloud.unknown(String.join(" ", words));
    }
  }

  private void copy(String option, ObjectNode node, String field) {
    call.flags().last(option).ifPresent(value -> node.put(field, value));
  }

  private void pools(List<String> words) throws IOException {
    String all = project() + "/locations/global/workloadIdentityPools";
    String name = words.getLast();
    if (words.get(2).equals("providers")) {
      String pool =
          call.flags()
              .last("--workload-identity-pool")
              .orElseThrow(() ->
                  Gcloud.usage(
                      "iam.workload-identity-pools.providers",
                      "argument --workload-identity-pool: Must be specified."));
      providers(words, all + "/" + pool + "/providers");
      return;
    }
    switch (words.get(2)) {
      case "create" -> {
        var body = Json.MAPPER.createObjectNode().put("disabled", false);
        copy("--display-name", body, "displayName");
        copy("--description", body, "description");
        call.post("iam", all + "?workloadIdentityPoolId=" + encode(name), body);
        around.console().note("Created workload identity pool [" + name + "].");
      }
      case "describe" -> call.print(call.get("iam", all + "/" + name), "json");
      case "list" -> list("iam", all, "workloadIdentityPools");
      default -> throw Gcloud.unknown(String.join(" ", words));
    }
  }

  private void providers(List<String> words, String all) throws IOException {
    String name = words.getLast();
    switch (words.get(3)) {
      case "create-oidc" -> {
        call.post("iam", all + "?workloadIdentityPoolProviderId=" + encode(name), provider());
        around.console().note("Created workload identity pool provider [" + name + "].");
      }
      case "describe" -> call.print(call.get("iam", all + "/" + name), "json");
      case "list" -> list("iam", all, "workloadIdentityPoolProviders");
      default -> throw Gcloud.unknown(String.join(" ", words));
    }
  }

  private ObjectNode provider() throws IOException {
    var body = Json.MAPPER.createObjectNode().put("disabled", call.flags().has("--disabled"));
    copy("--display-name", body, "displayName");
    copy("--attribute-condition", body, "attributeCondition");
    ObjectNode mapping = body.putObject("attributeMapping");
    for (String pair : call.flags().last("--attribute-mapping").orElse("").split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        mapping.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    ObjectNode oidc = body.putObject("oidc");
    copy("--issuer-uri", oidc, "issuerUri");
    var audiences = call.flags().last("--allowed-audiences");
    if (audiences.isPresent()) {
      ArrayNode list = oidc.putArray("allowedAudiences");
      List.of(audiences.get().split(",")).forEach(list::add);
    }
    var keys = call.flags().last("--jwk-json-path");
    if (keys.isPresent()) {
      oidc.put("jwksJson", Files.readString(around.directory().resolve(keys.get())));
    }
    return body;
  }

  private void repositories(List<String> words) throws IOException {
    String name = words.getLast();
    String location =
        call.location()
            .orElseThrow(() ->
                Gcloud.usage("artifacts.repositories", "argument --location: Must be specified."));
    String all = project() + "/locations/" + location + "/repositories";
    switch (words.get(2)) {
      case "create" -> {
        var body = Json.MAPPER.createObjectNode();
        body.put(
            "format",
            call.flags().last("--repository-format").orElse("docker").toUpperCase(Locale.ROOT));
        copy("--description", body, "description");
        call.post("artifactregistry", all + "?repositoryId=" + encode(name), body);
        around.console().note("Created repository [" + name + "].");
      }
      case "list" -> list("artifactregistry", all, "repositories");
      case "describe" -> call.print(call.get("artifactregistry", all + "/" + name), "json");
      case "add-iam-policy-binding" -> bind("artifactregistry", all + "/" + name);
      default -> throw Gcloud.unknown(String.join(" ", words));
    }
  }

  /** Reads the policy, adds the member, writes it back with the etag it was read with. */
  private void bind(String api, String resource) throws IOException {
    String member = required("--member");
    String role = required("--role");
    JsonNode read =
        switch (api) {
          case "artifactregistry" -> call.get(api, resource + ":getIamPolicy");
          case "iam" ->
              call.post(
                  api,
                  resource + ":getIamPolicy?options.requestedPolicyVersion=3",
                  Json.MAPPER.createObjectNode());
          default -> {
            var body = Json.MAPPER.createObjectNode();
            body.putObject("options").put("requestedPolicyVersion", 3);
            yield call.post(api, resource + ":getIamPolicy", body);
          }
        };
    ObjectNode policy = read instanceof ObjectNode node ? node : Json.MAPPER.createObjectNode();
    ArrayNode bindings =
        policy.get("bindings") instanceof ArrayNode there ? there : policy.putArray("bindings");
    add(bindings, role, member);
    policy.put("version", 3);
    var body = Json.MAPPER.createObjectNode();
    body.set("policy", policy);
    call.print(call.post(api, resource + ":setIamPolicy", body), "json");
    around
        .console()
        .note(
            "Updated IAM policy for [" + resource.substring(resource.lastIndexOf('/') + 1) + "].");
  }

  private static void add(ArrayNode bindings, String role, String member) {
    for (JsonNode binding : bindings) {
      if (binding.path("role").asString("").equals(role)
          && !binding.has("condition")
          && binding.get("members") instanceof ArrayNode members) {
        boolean there = members.valueStream().anyMatch(m -> m.asString("").equals(member));
        if (!there) {
          members.add(member);
        }
        return;
      }
    }
    bindings.addObject().put("role", role).putArray("members").add(member);
  }

  private String required(String option) {
    return call.flags()
        .last(option)
        .orElseThrow(() ->
            Gcloud.usage("add-iam-policy-binding", "argument " + option + ": Must be specified."));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
