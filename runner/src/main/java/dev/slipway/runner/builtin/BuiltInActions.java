package dev.slipway.runner.builtin;

import dev.slipway.runner.HostedRepositories;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.builtin.artifact.DownloadArtifact;
import dev.slipway.runner.builtin.artifact.UploadArtifact;
import dev.slipway.runner.builtin.cache.CacheAction;
import dev.slipway.runner.builtin.cache.JobCache;
import dev.slipway.runner.builtin.checkout.Checkout;
import dev.slipway.runner.builtin.docker.BuildPush;
import dev.slipway.runner.builtin.docker.Login;
import dev.slipway.runner.builtin.docker.Metadata;
import dev.slipway.runner.builtin.docker.SetupBuildx;
import dev.slipway.runner.builtin.google.Auth;
import dev.slipway.runner.builtin.google.GetGkeCredentials;
import dev.slipway.runner.builtin.google.SetupGcloud;
import dev.slipway.runner.builtin.script.GithubScript;
import dev.slipway.runner.builtin.setup.SetupGo;
import dev.slipway.runner.builtin.setup.SetupJava;
import dev.slipway.runner.builtin.setup.SetupNode;
import dev.slipway.runner.builtin.setup.SetupPython;
import dev.slipway.runner.builtin.setup.SetupUv;
import dev.slipway.runner.cache.CacheStore;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** All native actions, over what they need. */
public final class BuiltInActions {
  private BuiltInActions() {}

  /**
   * The actions of an instance.
   *
   * @param defaultBranch the full name of the default branch of a job's repository
   * @param http for tokens
   */
  public static NativeActions of(
      HostedRepositories repositories,
      JobImages images,
      CacheStore caches,
      ArtifactStore artifacts,
      Function<JobDescriptor, String> defaultBranch,
      HttpClient http,
      Clock clock) {
    var cache = new JobCache(caches, defaultBranch);
    var node = new SetupNode(cache);
    return new NativeActions(
        List.of(
            new Checkout(repositories),
            new CacheAction(cache, CacheAction.Part.WHOLE),
            new CacheAction(cache, CacheAction.Part.RESTORE),
            new CacheAction(cache, CacheAction.Part.SAVE),
            node,
            new SetupJava(cache),
            new SetupPython(cache),
            new SetupGo(cache),
            new SetupUv(cache),
            new SetupBuildx(),
            new BuildPush(images),
            new Login(images),
            new Metadata(clock),
            new GithubScript(node),
            new Auth(http),
            new SetupGcloud(),
            new GetGkeCredentials(),
            new UploadArtifact(artifacts, clock),
            new DownloadArtifact(artifacts)));
  }
}
