package dev.slipway.runner.builtin.artifact;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.Handle;
import dev.slipway.runner.action.ActionInputs;
import dev.slipway.runner.action.ActionManifest;
import dev.slipway.runner.action.ActionRun;
import dev.slipway.runner.action.JobGlob;
import dev.slipway.runner.action.Manifests;
import dev.slipway.runner.action.NativeAction;
import dev.slipway.runner.action.StepResult;
import dev.slipway.runner.artifact.ArtifactStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** {@code actions/upload-artifact}: files of the job as one zip of the run. */
public final class UploadArtifact implements NativeAction {
  private static final ActionManifest MANIFEST =
      Manifests.of("actions/upload-artifact", "v4", "v5", "v6", "v7")
          .input("name", "artifact")
          .required("path")
          .input("if-no-files-found", "warn")
          .inputs("retention-days")
          .input("compression-level", "6")
          .input("overwrite", "false")
          .input("include-hidden-files", "false")
          .done(ActionManifest.Post.NONE, "artifact-id", "artifact-url", "artifact-digest");

  private final ArtifactStore store;
  private final Clock clock;

  public UploadArtifact(ArtifactStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public ActionManifest manifest() {
    return MANIFEST;
  }

  @Override
  public StepResult main(ActionRun run) {
    var inputs = ActionInputs.of(run);
    String name = inputs.text("name");
    try {
      var glob = JobGlob.of(run.files(), inputs.lines("path"));
      boolean hidden = inputs.isTrue("include-hidden-files");
      List<Path> files = glob.allFiles().stream().filter(f -> hidden || !isHidden(run, f)).toList();
      if (files.isEmpty()) {
        return nothing(run, inputs);
      }
      Path root = root(glob.searchPaths(), files);
      return upload(run, inputs, name, root, files);
    } catch (IOException e) {
      throw new UncheckedIOException("uploading the artifact " + name, e);
    }
  }

  private static boolean isHidden(ActionRun run, Path file) {
    Path workspace = run.files().workspace();
    Path below = file.startsWith(workspace) ? workspace.relativize(file) : file;
    for (Path name : below) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static StepResult nothing(ActionRun run, ActionInputs inputs) {
    String message =
        "No files were found with the provided path: "
            + inputs.text("path")
            + ". No artifacts will be uploaded.";
    return switch (inputs.text("if-no-files-found")) {
      case "error" -> StepResult.failed(message);
      case "ignore" -> {
        run.line(message);
        yield StepResult.succeeded();
      }
      case "warn" -> {
        run.warning(message);
        yield StepResult.succeeded();
      }
      default ->
          throw inputs.invalid("if-no-files-found", "unknown value", "write warn, error or ignore");
    };
  }

  /** What paths in the zip begin below: what all search paths have in common. */
  private static Path root(List<Path> searched, List<Path> files) {
    if (files.size() == 1 && searched.contains(files.getFirst())) {
      return Optional.ofNullable(files.getFirst().getParent()).orElse(Path.of("/"));
    }
    Path common = searched.getFirst();
    for (Path path : searched) {
      while (!path.startsWith(common)) {
        common = Optional.ofNullable(common.getParent()).orElse(Path.of("/"));
      }
    }
    return files.contains(common)
        ? Optional.ofNullable(common.getParent()).orElse(Path.of("/"))
        : common;
  }

  private StepResult upload(
      ActionRun run, ActionInputs inputs, String name, Path root, List<Path> files)
      throws IOException {
    var job = run.job();
    if (inputs.isTrue("overwrite")) {
      var _ = store.delete(job.run(), name);
    }
    var owner = ArtifactStore.Owner.of(job);
    Optional<Long> id = store.create(owner, name, expires(inputs));
    if (id.isEmpty()) {
      return StepResult.failed(
          "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict:"
              + " an artifact with this name already exists on the workflow run");
    }
    Path zip = run.files().scratch().resolve("artifact.zip");
    String digest = write(run, zip, root, files, inputs.number("compression-level", 0));
    try (InputStream in = Files.newInputStream(zip)) {
      store.upload(id.get()).whole(in);
    }
    store.complete(id.get(), "sha256:" + digest);
    run.output("artifact-id", id.get().toString());
    run.output("artifact-digest", digest);
    run.output("artifact-url", address(run, id.get()));
    run.line(
        "Artifact "
            + name
            + " has been successfully uploaded! "
            + files.size()
            + " files, "
            + Files.size(zip)
            + " bytes");
    return StepResult.succeeded();
  }

  /** Where it can be downloaded, with a token. */
  private static String address(ActionRun run, long id) {
    return run.environment().getOrDefault("GITHUB_API_URL", "")
        + "/repos/"
        + run.job().repository()
        + "/actions/artifacts/"
        + id
        + "/zip";
  }

  private Optional<Instant> expires(ActionInputs inputs) {
    return inputs.optional("retention-days").isEmpty() || inputs.text("retention-days").equals("0")
        ? Optional.empty()
        : Optional.of(clock.instant().plus(Duration.ofDays(inputs.number("retention-days", 1))));
  }

  private static String write(ActionRun run, Path zip, Path root, List<Path> files, int level)
      throws IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new SlipwayException("this Java has no SHA-256", e);
    }
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(zip), sha);
        var writer = new ZipOutputStream(new BufferedOutputStream(out))) {
      writer.setLevel(Math.min(9, level));
      for (Path file : files) {
        try (Handle opened = run.files().open(file)) {
          if (Files.isRegularFile(opened.path())) {
            writer.putNextEntry(new ZipEntry(root.relativize(file).toString()));
            Files.copy(opened.path(), writer);
            writer.closeEntry();
          }
        }
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
