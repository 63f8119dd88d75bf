package dev.slipway.runner.builtin.checkout;

import dev.slipway.git.CloneOrder.Setting;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The lines of {@code .git/config} that the real action leaves behind. */
final class GitSettings {
  private GitSettings() {}

  static List<Setting> of(ActionRun run, ActionInputs inputs, String repository) {
    String server = server(run, inputs);
    var lines = new ArrayList<Setting>();
    lines.add(new Setting("remote", "origin", "url", url(run, server, repository)));
    lines.add(new Setting("remote", "origin", "fetch", "+refs/heads/*:refs/remotes/origin/*"));
    lines.add(new Setting("gc", "", "auto", "0"));
    if (run.job().ref().startsWith("refs/heads/")) {
      String branch = run.job().ref().substring("refs/heads/".length());
      lines.add(new Setting("branch", branch, "remote", "origin"));
      lines.add(new Setting("branch", branch, "merge", run.job().ref()));
    }
    if (inputs.isTrue("persist-credentials")) {
      lines.add(new Setting("http", server + "/", "extraheader", header(run, inputs)));
    }
    return lines;
  }

  /** The header that carries the token; it is hidden in the log from now on. */
  static String header(ActionRun run, ActionInputs inputs) {
    String token = inputs.optional("token").orElse(run.credentials().githubToken());
    String basic =
        Base64.getEncoder()
            .encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
    run.mask(basic);
    return "AUTHORIZATION: basic " + basic;
  }

  /** Where the repositories are, without a slash at its end. */
  static String server(ActionRun run, ActionInputs inputs) {
    return inputs.optional("github-server-url").orElse(server(run)).replaceAll("/+$", "");
  }

  private static String server(ActionRun run) {
    return run.environment()
        .getOrDefault("SLIPWAY_URL", run.environment().getOrDefault("GITHUB_SERVER_URL", ""));
  }

  private static String url(ActionRun run, String server, String repository) {
    return run.environment().containsKey("SLIPWAY_URL")
        ? server + "/git/" + repository + ".git"
        : server + "/" + repository;
  }

  /** The same configuration without the header that carries the token. */
  static String withoutToken(String config) {
    var kept = new StringBuilder();
    config
        .lines()
        .filter(line -> !line.strip().toLowerCase(Locale.ROOT).startsWith("extraheader"))
        .forEach(line -> kept.append(line).append('\n'));
    return kept.toString();
  }
}
