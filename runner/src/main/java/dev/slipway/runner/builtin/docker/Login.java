package dev.slipway.runner.builtin.docker;

import dev.slipway.runner.JobImages;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;

/** {@code docker/login-action}: checks a login and leaves it in the job's own files. */
public final class Login implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("docker/login-action", "v2", "v3", "v4")
          .inputs("registry", "username", "password", "scope")
          .input("ecr", "auto")
          .input("logout", "true")
          .inputs("registry-auth")
          .done(ActionManifest.Post.ALWAYS);

  private final JobImages images;

  public Login(JobImages images) {
    this.images = images;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) {
    var inputs = ActionInputs.of(run);
    inputs.refuse("use registry, username and password", "registry-auth", "scope");
    String user = inputs.text("username");
    String password = inputs.text("password");
    if (user.isEmpty() || password.isEmpty()) {
      return StepResult.failed("Username and password required");
    }
    if (user.startsWith("_json_key")) {
      throw inputs.invalid(
          "username",
          "a service account key is not accepted: it never expires and anybody who reads it may"
              + " use it",
          "use google-github-actions/auth with a workload identity provider, and its output"
              + " access_token with the user oauth2accesstoken");
    }
    String host = inputs.text("registry").replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    var login = new RegistryLogin(host.isEmpty() ? "docker.io" : host, user, password);
    run.line("Logging into " + login.host() + "...");
    run.mask(password);
    images.checkLogin(login);
    new DockerConfig(run).put(login);
    run.line("Login Succeeded!");
    run.saveState("registry", login.host());
    run.saveState("logout", inputs.isTrue("logout") ? "true" : "false");
    return StepResult.succeeded();
  }

  @Override
  public StepResult post(ActionRun run) {
    String host = run.state().getOrDefault("registry", "");
    if (!host.isEmpty() && run.state().getOrDefault("logout", "true").equals("true")) {
      new DockerConfig(run).remove(host);
      run.line("Removing login credentials for " + host);
    }
    return StepResult.succeeded();
  }
}
