package dev.slipway.acceptance;

import dev.slipway.base.Json;
import dev.slipway.client.ApiClient;
import dev.slipway.client.InstanceDirectory;
import dev.slipway.client.RunWatch;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The runs of one hosted repository as its API tells of them.
 *
 * @param api of the instance
 * @param repository {@code OWNER/NAME}
 */
record Pipeline(ApiClient api, String repository) {
  static Pipeline of(Path data, String repository) {
    return new Pipeline(ApiClient.of(new InstanceDirectory(data, false)), repository);
  }

  String path() {
    return "/api/v1/repositories/" + repository;
  }

  RunWatch watch() {
    return new RunWatch(api, repository);
  }

  /** The latest run of a commit, followed to its end. */
  JsonNode ended(String commit) throws InterruptedException {
    return followed(
        watch().await("commit " + commit, r -> r.path("commit").asString().equals(commit)));
  }

  /** The latest run for a head commit of a pull request, followed to its end. */
  JsonNode checked(String head) {
    return followed(watch().ofHead(head).getLast());
  }

  JsonNode followed(JsonNode run) {
    return watch().follow(run.path("id").asString(), news -> {});
  }

  /** Runs a run again, to its end. */
  JsonNode again(JsonNode run) {
    return followed(
        api.post(
            "/api/v1/runs/" + run.path("id").asString() + "/rerun",
            Json.MAPPER.createObjectNode()));
  }

  /** All that a job of a run said. */
  String log(JsonNode run, String job) {
    String name = URLEncoder.encode(job, StandardCharsets.UTF_8).replace("+", "%20");
    var text = new StringBuilder();
    api.stream(
        "GET",
        "/api/v1/runs/" + run.path("id").asString() + "/jobs/" + name + "/log?format=text",
        "",
        line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** What failed, for people: every job's end and the last lines of those that failed. */
  String story(JsonNode run) {
    return run.path("title").asString()
        + ": "
        + run.path("conclusion").asString("")
        + " "
        + run.path("reason").asString("")
        + jobs(run)
            .map(j ->
                "\n"
                    + j.path("id").asString()
                    + ": "
                    + j.path("conclusion").asString("")
                    + " "
                    + j.path("reason").asString("")
                    + (succeeded(j) ? "" : "\n" + log(run, j.path("id").asString())))
            .collect(Collectors.joining());
  }

  static boolean succeeded(JsonNode runOrJob) {
    return runOrJob.path("conclusion").asString("").equals("success");
  }

  static Stream<JsonNode> jobs(JsonNode run) {
    return run.path("jobs").valueStream();
  }

  static JsonNode job(JsonNode run, String id) {
    return jobs(run).filter(j -> j.path("id").asString().equals(id)).findFirst().orElseThrow();
  }

  /** The names of a job's steps that ended so. */
  static List<String> steps(JsonNode job, String conclusion) {
    return job.path("steps")
        .valueStream()
        .filter(s -> s.path("conclusion").asString("").equals(conclusion))
        .map(s -> s.path("name").asString())
        .toList();
  }

  static Instant time(JsonNode node, String field) {
    return Instant.parse(node.path(field).asString());
  }
}
