package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The JSON schema's own test data: its good files are accepted, its bad ones refused. */
class SchemaStoreOracleTest {
  private static final byte[] CALLED =
      "on: workflow_call\njobs: {a: {runs-on: x, steps: [run: x]}}\n"
          .getBytes(StandardCharsets.UTF_8);

  /** Files the schema accepts and GitHub does not. */
  private static final Map<String, String> REFUSED = Map.of();

  @Test
  void acceptsItsGoodFiles() throws IOException {
    List<String> refused = new ArrayList<>();
    List<Path> files = files("test");
    for (Path file : files) {
      List<Problem> problems = problems(file);
      if (REFUSED.containsKey(file.getFileName().toString())) {
        assertThat(problems).as(file.getFileName().toString()).isNotEmpty();
      } else {
        problems.forEach(p -> refused.add(file.getFileName() + ": " + p));
      }
    }
    assertThat(files).hasSizeGreaterThan(20);
    assertThat(refused).isEmpty();
  }

  @Test
  void refusesItsBadFiles() throws IOException {
    List<Path> files = files("negative_test");
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      assertThat(problems(file)).as(file.getFileName().toString()).isNotEmpty();
    }
  }

  @Test
  void judgesActionsAlike() throws IOException {
    for (Path file : files("test", "github-action")) {
      // Two of its steps have one id, which a JSON schema cannot see.
      boolean good = !file.endsWith("composite-run-steps.json");
      assertThat(action(file) instanceof ActionReader.Accepted).as(file.toString()).isEqualTo(good);
    }
    for (Path file : files("negative_test", "github-action")) {
      assertThat(action(file)).as(file.toString()).isInstanceOf(ActionReader.Refused.class);
    }
  }

  private static ActionReader.Reading action(Path file) throws IOException {
    return ActionReader.read(Files.readAllBytes(file), file.getFileName().toString());
  }

  private static List<Path> files(String set) {
    return files(set, "github-workflow");
  }

  private static List<Path> files(String set, String kind) {
    Path folder = OracleFiles.folder("schemastore").resolve(set).resolve(kind);
    return OracleFiles.files(folder, ".yaml", ".yml", ".json");
  }

  private static List<Problem> problems(Path file) throws IOException {
    ReadOptions options =
        new ReadOptions(YamlLimits.DEFAULT, 9, Optional.of(Permissions.WRITE_ALL), false);
    WorkflowReader reader = new WorkflowReader(_ -> Optional.of(CALLED), options);
    return switch (reader.read(Files.readAllBytes(file), file.getFileName().toString())) {
      case WorkflowReader.Accepted _ -> List.of();
      case WorkflowReader.Refused refused -> refused.problems();
    };
  }
}
