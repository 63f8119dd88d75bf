package dev.slipway.cli.demo;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import tools.jackson.databind.JsonNode;

/** The pull requests of the demo's repository, through the API. */
record PullRequests(Stage stage) {
  /** The open pull request of a branch. */
  long numberOf(String branch) {
    for (JsonNode pull : stage.api().get(stage.repositoryPath() + "/pulls?state=open")) {
      if (pull.path("head").path("branch").asString().equals(branch)) {
        return pull.path("number").asLong();
      }
    }
    throw new SlipwayException("the push of " + branch + " did not open a pull request");
  }

  /** Merges it; returns the commit on the base branch. */
  String merge(long number) {
    var merged =
        stage
            .api()
            .post(
                stage.repositoryPath() + "/pulls/" + number + "/merge",
                Json.MAPPER.createObjectNode().put("method", "merge"));
    return merged.path("mergedAs").asString();
  }
}
