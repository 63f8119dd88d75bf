package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.io.IOException;
import java.util.List;

/** {@code gke-gcloud-auth-plugin}: Kubernetes' credential protocol over the job's access token. */
final class KubeCredential {
  private final Surroundings around;

  KubeCredential(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    if (arguments.contains("--version")) {
      around.console().print("Kubernetes v1.31.0-slipway");
      return 0;
    }
    var token = new GoogleTokens(around).token();
    var answer = Json.MAPPER.createObjectNode();
    answer.put("kind", "ExecCredential");
    answer.put("apiVersion", "client.authentication.k8s.io/v1beta1");
    answer.putObject("spec").put("interactive", false);
    answer
        .putObject("status")
        .put("expirationTimestamp", token.expires().toString())
        .put("token", token.value());
    around.console().print(Json.pretty(answer));
    return 0;
  }
}
