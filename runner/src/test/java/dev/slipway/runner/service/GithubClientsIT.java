package dev.slipway.runner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.JobDescriptor.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitHub's own JavaScript clients against the services. */
class GithubClientsIT {
  /** The Node that GitHub runs its actions with, where the system's own is too old for them. */
  private static final String NODE =
      "node-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");

  @TempDir Path temporary;

  /** Installs the clients and, where it is needed, a Node; empty when that is not possible. */
  private static Optional<String> install(Path directory) {
    if (!Command.exists("npm") || !Command.exists("node")) {
      return Optional.empty();
    }
    var words =
        new ArrayList<>(
            List.of(
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefer-offline",
                "--prefix",
                directory.toString(),
                "@actions/cache@4",
                "@actions/artifact@2"));
    boolean newEnough =
        Command.of("node", "--version").run().stdout().strip().matches("v[2-9]\\d\\..*");
    if (!newEnough) {
      words.add(NODE + "@20");
    }
    String node =
        newEnough ? "node" : directory.resolve("node_modules/" + NODE + "/bin/node").toString();
    try {
      boolean done = Command.of(words).withLimit(Duration.ofMinutes(2)).run().succeeded();
      return done ? Optional.of(node) : Optional.empty();
    } catch (SlipwayException e) {
      return Optional.empty();
    }
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theyKeepCachesAndArtifactsHere() throws IOException {
    Optional<String> node = install(temporary);
    assumeTrue(node.isPresent(), "npm does not answer: GitHub's clients cannot be installed");
    Path script = temporary.resolve("clients.cjs");
    try (InputStream in = GithubClientsIT.class.getResourceAsStream("clients.cjs")) {
      Files.write(script, in.readAllBytes());
    }
    Path work = Files.createDirectory(temporary.resolve("work"));
    String token =
        part("{\"alg\":\"none\"}") + "." + part("{\"scp\":\"Actions.Results:12:deploy\"}") + ".x";
    try (var services =
        new TestServices(
            Files.createDirectory(temporary.resolve("data")), new NoFiles(), Clock.systemUTC())) {
      services.know(token, ServicesTest.job("refs/heads/main", "", Trust.TRUSTED));
      var result =
          Command.of(node.get(), script.toString())
              .withEnvironment("ACTIONS_RUNTIME_TOKEN", token)
              .withEnvironment("ACTIONS_RESULTS_URL", services.url())
              .withEnvironment("ACTIONS_CACHE_URL", services.url())
              .withEnvironment("ACTIONS_CACHE_SERVICE_V2", "True")
              .withEnvironment("GITHUB_SERVER_URL", "http://slipway.ghe.localhost:1")
              .withEnvironment("GITHUB_WORKSPACE", work.toString())
              .withEnvironment("RUNNER_TEMP", temporary.toString())
              .withLimit(Duration.ofMinutes(4))
              .run();
      assertThat(result.stdout()).as(result.stdout() + result.stderr()).contains("ALL GOOD");
    }
  }
}
