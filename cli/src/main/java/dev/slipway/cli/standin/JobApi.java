package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The process's API for the job that this stand-in runs in. */
final class JobApi {
  private final String url;
  private final String token;

  private JobApi(String url, String token) {
    this.url = url;
    this.token = token;
  }

  static JobApi of(Surroundings around) {
    return new JobApi(
        around.variable("SLIPWAY_URL").orElseThrow(() -> missing("SLIPWAY_URL")) + "/api/v1/job/",
        around.variable("SLIPWAY_JOB_TOKEN").orElseThrow(() -> missing("SLIPWAY_JOB_TOKEN")));
  }

  private static SlipwayException missing(String variable) {
    return new SlipwayException(
        variable + " is not set; this stand-in works in the steps of a job only");
  }

  private Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
  }

  JsonNode get(String path) {
    return answer(Web.get(url + path, headers()));
  }

  JsonNode details(String image) {
    return get("images/details?name=" + URLEncoder.encode(image, StandardCharsets.UTF_8));
  }

  JsonNode post(String path, JsonNode body) {
    return answer(Web.call("POST", url + path, headers(), Json.bytes(body)));
  }

  private static JsonNode answer(Web.Answer answer) {
    if (!answer.isGood()) {
      throw new SlipwayException(Web.detail(answer));
    }
    return answer.json();
  }

  /**
   * Does work that tells of itself.
   *
   * @throws SlipwayException with the reason when it failed
   */
  JsonNode work(String path, JsonNode body, Consumer<String> line) {
    var result = new AtomicReference<JsonNode>(Json.MAPPER.missingNode());
    var error = new AtomicReference<>("");
    Web.lines(
        url + path,
        headers(),
        Json.bytes(body),
        text -> {
          JsonNode message = Json.MAPPER.readTree(text);
          if (message.has("line")) {
            line.accept(message.path("line").asString());
          } else if (message.has("result")) {
            result.set(message.path("result"));
          } else if (message.has("error")) {
            error.set(message.path("error").asString("it failed"));
          }
        });
    if (!error.get().isEmpty()) {
      throw new SlipwayException(error.get());
    }
    if (result.get().isMissingNode()) {
      throw new SlipwayException("the process has gone before it was done");
    }
    return result.get();
  }

  void copy(String path, JsonNode body, OutputStream out) throws IOException {
    Web.copy(url + path, headers(), Json.bytes(body), out);
  }
}
