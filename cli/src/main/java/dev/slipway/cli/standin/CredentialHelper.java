package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code docker-credential-gcloud}: docker's helper protocol over the job's access token. */
final class CredentialHelper {
  private final Surroundings around;

  CredentialHelper(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    switch (command) {
      case "get" -> {
        String host = new String(around.input().readAllBytes(), StandardCharsets.UTF_8).strip();
        var answer = Json.MAPPER.createObjectNode();
        answer.put("ServerURL", host);
        answer.put("Username", "_dcgcloud_token");
        answer.put("Secret", new GoogleTokens(around).accessToken());
        around.console().print(Json.text(answer));
      }
      case "list" -> around.console().print("{}");
      // There is nothing to keep: the token comes from the job's credentials each time.
      case "store", "erase" -> around.input().readAllBytes();
      default ->
          throw new ToolFailure(
              1, "docker-credential-gcloud: unknown command '" + command + "'; use get or list");
    }
    return 0;
  }
}
