package dev.slipway.cli.demo;

import dev.slipway.client.GitProgram;
import java.nio.file.Path;
import java.util.Map;

/**
 * Git as the demo's developer uses it, against one hosted repository.
 *
 * @param url the repository's address
 * @param base the instance's address, which the token is for
 * @param token the administrator's
 */
record DemoGit(String url, String base, String token) {
  private static final Map<String, String> DEVELOPER =
      Map.of(
          "GIT_AUTHOR_NAME", "Ada",
          "GIT_AUTHOR_EMAIL", "ada@example.com",
          "GIT_COMMITTER_NAME", "Ada",
          "GIT_COMMITTER_EMAIL", "ada@example.com",
          // The demo is the same whatever this machine's git is set to.
          "GIT_CONFIG_GLOBAL", "/dev/null");

  String ask(Path directory, String purpose, String... arguments) {
    var git = GitProgram.in(directory).withToken(base, token);
    for (var variable : DEVELOPER.entrySet()) {
      git = git.with(variable.getKey(), variable.getValue());
    }
    return git.ask(purpose, arguments);
  }

  @Override
  public String toString() {
    return url;
  }
}
