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

/** {@code actions/download-artifact}: artifacts of the same run. */
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
    inputs.refuse("only artifacts of the same run can be had", "github-token", "run-id");
    String name = inputs.text("name");
    List<Artifact> chosen = chosen(run, inputs);
    if (chosen.isEmpty() && !name.isEmpty()) {
      return StepResult.failed(
          "Unable to download artifact(s): Artifact not found for name: "
              + name
              + "\n        Please ensure that your artifact is not expired and the artifact was"
              + " uploaded using a compatible version of toolkit/upload-artifact.");
    }
    Path target = run.files().workspace().resolve(inputs.text("path")).normalize();
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

  private List<Artifact> chosen(ActionRun run, ActionInputs inputs) {
    String name = inputs.text("name");
    List<String> ids = inputs.words("artifact-ids");
    String pattern = inputs.text("pattern");
    return store.list(run.job().run()).stream()
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
