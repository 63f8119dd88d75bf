package dev.slipway.runner.builtin.artifact;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.PosixFiles;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.artifact.ArtifactStore;
import dev.slipway.runner.artifact.ArtifactStore.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** {@code actions/download-artifact}: artifacts of this run, or of another of its repository. */
public final class DownloadArtifact implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/download-artifact", "v4", "v5", "v6", "v7", "v8")
          .inputs("name", "artifact-ids", "path", "pattern")
          .input("merge-multiple", "false")
          .inputs("github-token", "repository", "run-id")
          .done(ActionManifest.Post.NONE, "download-path");

  private final ArtifactStore store;

  public DownloadArtifact(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) {
    var inputs = ActionInputs.of(run);
    String name = inputs.text("name");
    List<Artifact> chosen = chosen(run, inputs);
    if (chosen.isEmpty() && !name.isEmpty()) {
      return StepResult.failed(
          "Unable to download artifact(s): Artifact not found for name: "
              + name
              + "\n        Please ensure that your artifact is not expired and the artifact was"
              + " uploaded using a compatible version of toolkit/upload-artifact.");
    }
    Path target = target(run, inputs.text("path"));
    boolean flat = !name.isEmpty() || inputs.isTrue("merge-multiple");
    for (Artifact artifact : chosen) {
      Path directory = flat ? target : target.resolve(artifact.name());
      run.line("Downloading artifact " + artifact.name() + " to " + directory);
      unpack(run, artifact, directory);
    }
    run.output("download-path", target.toString());
    run.line("Total of " + chosen.size() + " artifact(s) downloaded");
    return StepResult.succeeded();
  }

  private static Path target(ActionRun run, String path) {
    return path.equals("~") || path.startsWith("~/")
        ? run.files().home().resolve(path.substring(Math.min(2, path.length()))).normalize()
        : run.files().workspace().resolve(path).normalize();
  }

  /** Runs of the same repository are open to its jobs; others would need a look at the token. */
  private List<Artifact> available(ActionRun run, ActionInputs inputs) {
    String wanted = inputs.text("run-id");
    if (wanted.isEmpty() || wanted.equals(run.job().run())) {
      return store.list(run.job().run());
    }
    String repository = inputs.optional("repository").orElse(run.job().repository());
    if (!repository.equalsIgnoreCase(run.job().repository())) {
      throw inputs.invalid(
          "repository",
          "only artifacts of the job's own repository can be had",
          "download those of " + repository + " from the REST API, with a token for it");
    }
    if (inputs.optional("github-token").isEmpty()) {
      throw inputs.invalid(
          "github-token",
          "artifacts of another run are had with a token only",
          "write github-token: ${{ github.token }}");
    }
    return store.list(run.job().repositoryId(), wanted);
  }

  private List<Artifact> chosen(ActionRun run, ActionInputs inputs) {
    String name = inputs.text("name");
    List<String> ids = inputs.words("artifact-ids");
    String pattern = inputs.text("pattern");
    return available(run, inputs).stream()
        .filter(a -> name.isEmpty() || a.name().equals(name))
        .filter(a -> ids.isEmpty() || ids.contains(Long.toString(a.id())))
        .filter(a -> pattern.isEmpty() || matches(pattern, a.name()))
        .toList();
  }

  private static boolean matches(String pattern, String name) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
  }

  private void unpack(ActionRun run, Artifact artifact, Path directory) {
    var placement = new Placement(run.files());
    try (var zip = new ZipInputStream(Files.newInputStream(store.file(artifact.id())))) {
      run.files().hostDirectory(directory);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory)) {
          throw new SlipwayException(
              "the artifact "
                  + artifact.name()
                  + " has the file "
                  + entry.getName()
                  + ", which would leave "
                  + directory);
        }
        if (entry.isDirectory()) {
          run.files().hostDirectory(file);
        } else {
          Path made = Files.createTempFile(run.files().scratch(), "entry-", "");
          Files.copy(zip, made, StandardCopyOption.REPLACE_EXISTING);
          PosixFiles.chmod(made, 0644);
          placement.move(made, file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking the artifact " + artifact.name(), e);
    }
  }
}
