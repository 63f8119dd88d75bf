package dev.slipway.runner.run;

import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.TreeFile;
import dev.slipway.workflow.syntax.WorkflowReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workflow files of a commit. */
final class WorkflowFiles {
  private static final String DIRECTORY = ".github/workflows";

  private final GitRepository repository;
  private final CommitId commit;

  WorkflowFiles(GitRepository repository, CommitId commit) {
    this.repository = repository;
    this.commit = commit;
  }

  /** Their paths, in order. */
  List<String> paths() {
    return repository.list(commit, DIRECTORY).stream()
        .filter(
            file -> file.kind() == TreeFile.Kind.FILE || file.kind() == TreeFile.Kind.EXECUTABLE)
        .map(TreeFile::name)
        .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
        .sorted()
        .map(name -> DIRECTORY + "/" + name)
        .toList();
  }

  /** All of them, read. */
  Map<String, WorkflowReader.Reading> read() {
    var readings = new LinkedHashMap<String, WorkflowReader.Reading>();
    for (String path : paths()) {
      read(path).ifPresent(reading -> readings.put(path, reading));
    }
    return readings;
  }

  /** One of them; empty when it is not there. */
  Optional<WorkflowReader.Reading> read(String path) {
    return repository
        .file(commit, path)
        .map(bytes -> WorkflowReader.read(bytes, path, other -> repository.file(commit, other)));
  }
}
