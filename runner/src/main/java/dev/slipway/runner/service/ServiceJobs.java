package dev.slipway.runner.service;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.RunningJobs;
import dev.slipway.runner.cache.CacheScope;
import java.io.IOException;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The job behind a request with a runtime token. */
final class ServiceJobs {
  private static final int MAX_BODY = 1 << 20;

  private final RunningJobs jobs;
  private final Function<JobDescriptor, String> defaultBranch;

  ServiceJobs(RunningJobs jobs, Function<JobDescriptor, String> defaultBranch) {
    this.jobs = jobs;
    this.defaultBranch = defaultBranch;
  }

  JobDescriptor job(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "this needs the token of a job, ACTIONS_RUNTIME_TOKEN");
    }
    return jobs.of(request.principal())
        .orElseThrow(() ->
            new HttpException(
                403, request.principal().name() + " acts for no job that is running here"))
        .job();
  }

  CacheScope scope(Request request) {
    JobDescriptor job = job(request);
    return CacheScope.of(job, defaultBranch.apply(job));
  }

  static JsonNode body(Request request) throws IOException {
    byte[] bytes = request.body().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw new HttpException(413, "the request is too large");
    }
    return Json.parse(bytes.length == 0 ? new byte[] {'{', '}'} : bytes, "request body");
  }

  /** A field that clients write in snake_case or camelCase. */
  static JsonNode field(JsonNode body, String snake) {
    if (body.has(snake)) {
      return body.path(snake);
    }
    var camel = new StringBuilder();
    for (String word : snake.split("_")) {
      camel
          .append(camel.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)))
          .append(word.substring(1));
    }
    return body.path(camel.toString());
  }

  static String text(JsonNode body, String snake) {
    return field(body, snake).asString("");
  }
}
