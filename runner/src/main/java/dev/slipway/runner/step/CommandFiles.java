package dev.slipway.runner.step;

import dev.slipway.posix.Handle;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The files of one step through which it tells of variables, outputs, paths, state, summary. */
final class CommandFiles {
  private static final int MOST_BYTES = 64 << 20;
  private static final Map<String, String> NAMES =
      Map.of(
          "GITHUB_ENV", "set_env",
          "GITHUB_OUTPUT", "set_output",
          "GITHUB_PATH", "add_path",
          "GITHUB_STATE", "save_state",
          "GITHUB_STEP_SUMMARY", "step_summary");

  /** What was opened before the step, whatever the step makes of its name. */
  private final Handle directory;

  private final Path inJob;
  private final String suffix;

  private CommandFiles(Handle directory, Path inJob, String suffix) {
    this.directory = directory;
    this.inJob = inJob;
    this.suffix = suffix;
  }

  /** Makes fresh, empty files. */
  static CommandFiles make(JobFiles files) throws IOException {
    Path inJob = JobLayout.commandFiles(files.temporary());
    String suffix = "_" + UUID.randomUUID();
    var empty = new HashMap<String, byte[]>();
    NAMES.values().forEach(name -> empty.put(name + suffix, new byte[0]));
    new Placement(files).writeAll(inJob, empty, 0666);
    return new CommandFiles(files.open(inJob), inJob, suffix);
  }

  /** Where the step finds them, by variable. */
  Map<String, String> variables() {
    var variables = new LinkedHashMap<String, String>();
    NAMES.keySet().forEach(variable -> variables.put(variable, place(variable)));
    return variables;
  }

  /** The context properties that name them. */
  String place(String variable) {
    return inJob.resolve(name(variable)).toString();
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
    long size = size(real);
    return StepSummary.read(size, size > StepSummary.LIMIT ? new byte[0] : content(real));
  }

  private byte[] content(String variable) throws IOException {
    return content(real(variable));
  }

  private static byte[] content(Path real) throws IOException {
    if (size(real) == 0) {
      return new byte[0];
    }
    try (InputStream stream = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(real.getFileName() + " is larger than 64 MiB");
      }
      return bytes;
    }
  }

  /** Of a file; 0 of anything else that the step has put in its place, and of nothing. */
  private static long size(Path real) throws IOException {
    try {
      var attributes =
          Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() ? attributes.size() : 0;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private String name(String variable) {
    return NAMES.get(variable) + suffix;
  }

  private Path real(String variable) {
    return directory.path().resolve(name(variable));
  }

  /** Removes them; what the step did with them does not matter any more. */
  void remove() throws IOException {
    try (directory) {
      for (String variable : NAMES.keySet()) {
        Path real = real(variable);
        if (!Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(real);
        }
      }
    }
  }
}
