package dev.slipway.runner.builtin.docker;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Handle;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** What RUN steps may mount, from the inputs {@code secrets}, {@code -envs} and {@code -files}. */
final class BuildSecrets {
  private BuildSecrets() {}

  static Map<String, byte[]> of(ActionRun run, ActionInputs inputs) {
    var secrets = new LinkedHashMap<String, byte[]>();
    Pairs.of(inputs, "secrets")
        .forEach((id, value) -> secrets.put(id, value.getBytes(StandardCharsets.UTF_8)));
    Pairs.of(inputs, "secret-envs")
        .forEach((id, variable) -> {
          String value = run.environment().get(variable);
          if (value == null) {
            throw inputs.invalid(
                "secret-envs", "the variable " + variable + " is not set", "set it with env");
          }
          secrets.put(id, value.getBytes(StandardCharsets.UTF_8));
        });
    Pairs.of(inputs, "secret-files")
        .forEach((id, file) -> {
          var path = run.files().workspace().resolve(file);
          try (Handle secret = run.files().open(path)) {
            secrets.put(id, Files.readAllBytes(secret.path()));
          } catch (IOException e) {
            throw new SlipwayException("could not read the secret " + id + " from " + file, e);
          }
        });
    String token = inputs.text("github-token");
    if (!token.isEmpty()) {
      secrets.putIfAbsent("GIT_AUTH_TOKEN", token.getBytes(StandardCharsets.UTF_8));
    }
    return secrets;
  }
}
