package dev.slipway.runner.step;

import dev.slipway.runner.JobFiles;
import dev.slipway.runner.action.Placement;
import dev.slipway.runner.command.PathFile;
import dev.slipway.runner.command.StepSummary;
import dev.slipway.runner.command.ValueFile;
import dev.slipway.runner.command.VariableFile;
import dev.slipway.runner.job.JobLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The files of one step through which it tells of variables, outputs, paths, state, summary. */
final class CommandFiles {
  private static final int MOST_BYTES = 64 << 20;

  private final JobFiles files;
  private final Map<String, Path> places = new LinkedHashMap<>();

  private CommandFiles(JobFiles files) {
    this.files = files;
  }

  /** Makes fresh, empty files. */
  static CommandFiles make(JobFiles files) throws IOException {
    var made = new CommandFiles(files);
    String suffix = "_" + UUID.randomUUID();
    made.add("GITHUB_ENV", "set_env" + suffix);
    made.add("GITHUB_OUTPUT", "set_output" + suffix);
    made.add("GITHUB_PATH", "add_path" + suffix);
    made.add("GITHUB_STATE", "save_state" + suffix);
    made.add("GITHUB_STEP_SUMMARY", "step_summary" + suffix);
    return made;
  }

  private void add(String variable, String name) throws IOException {
    Path inJob = JobLayout.commandFiles(files.temporary()).resolve(name);
    new Placement(files).write(inJob, new byte[0], 0666);
    places.put(variable, inJob);
  }

  /** Where the step finds them, by variable. */
  Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    places.forEach((name, path) -> variables.put(name, path.toString()));
    return variables;
  }

  /** The context properties that name them. */
  String place(String variable) {
    return String.valueOf(places.get(variable));
  }

  VariableFile environment() throws IOException {
    return VariableFile.read(content("GITHUB_ENV"));
  }

  Map<String, String> outputs() throws IOException {
    return ValueFile.read(content("GITHUB_OUTPUT"), "GITHUB_OUTPUT");
  }

  Map<String, String> state() throws IOException {
    return ValueFile.read(content("GITHUB_STATE"), "GITHUB_STATE");
  }

  List<String> paths() throws IOException {
    return PathFile.read(content("GITHUB_PATH"));
  }

  StepSummary summary() throws IOException {
    Path real = real("GITHUB_STEP_SUMMARY");
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      return StepSummary.read(0, new byte[0]);
    }
    long size = Files.size(real);
    return StepSummary.read(size, size > StepSummary.LIMIT ? new byte[0] : content(real));
  }

  private byte[] content(String variable) throws IOException {
    Path real = real(variable);
    return Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS) ? content(real) : new byte[0];
  }

  private static byte[] content(Path real) throws IOException {
    try (InputStream stream = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(real.getFileName() + " is larger than 64 MiB");
      }
      return bytes;
    }
  }

  private Path real(String variable) throws IOException {
    Path inJob = places.get(variable);
    if (inJob == null) {
      throw new IllegalArgumentException(variable);
    }
    return files.hostEntry(inJob);
  }

  /** Removes them; what the step did with them does not matter any more. */
  void remove() throws IOException {
    for (String variable : places.keySet()) {
      Path real = real(variable);
      if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(real);
      }
    }
  }
}
