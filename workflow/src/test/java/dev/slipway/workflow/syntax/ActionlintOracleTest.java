package dev.slipway.workflow.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** actionlint's own test data: what it accepts we accept, what it refuses we find at its place. */
class ActionlintOracleTest {
  private static final Pattern PLACE =
      Pattern.compile("/?test\\\\?\\.yaml:(\\d+):(\\d+): .*?(?:\\\\?\\[([a-z-]+)\\\\?])?/?");

  /** A finding of actionlint. */
  private record Finding(int line, int column, String rule) {}

  /** Accepted there and refused here. */
  private static final Map<String, String> REFUSED =
      Map.of("workflow_call_job.yaml", "GitHub allows no expression in a job's uses");

  /** How many findings of a rule we report in the same line, at least; it only ever grows. */
  private static final Map<String, Integer> FOUND =
      Map.of(
          "deprecated-commands", 4,
          "events", 40,
          "expression", 64,
          "id", 6,
          "if-cond", 3,
          "job-needs", 2,
          "permissions", 14,
          "runner-label", 5,
          "syntax-check", 118,
          "workflow-call", 1);

  /** Rules we do not have at all. */
  private static final Map<String, String> NOT_ADOPTED =
      Map.of(
          "action", "what actions exist and take is the runner's business, when it runs them",
          "credentials", "a password in the file is unwise and valid",
          "matrix", "an exclude that matches nothing is harmless",
          "pyflakes", "another program",
          "shellcheck", "another program",
          "", "findings without a rule repeat others");

  @Test
  void acceptsWhatActionlintAccepts() {
    Path folder = OracleFiles.folder("actionlint").resolve("ok");
    List<String> refused = new ArrayList<>();
    List<Path> files = OracleFiles.files(folder, ".yaml", ".yml");
    for (Path file : files) {
      String name = file.getFileName().toString();
      List<Problem> problems = problems(file);
      if (REFUSED.containsKey(name)) {
        assertThat(problems).as(name).isNotEmpty();
      } else {
        problems.forEach(p -> refused.add(name + ": " + p));
      }
    }
    assertThat(files).hasSizeGreaterThan(50);
    assertThat(refused).isEmpty();
  }

  /** Types of expressions are not inferred, so many findings of that rule are not ours. */
  @Test
  void findsWhatActionlintFinds() throws IOException {
    Path folder = OracleFiles.folder("actionlint").resolve("err");
    List<Path> files = OracleFiles.files(folder, ".yaml");
    Map<String, Integer> found = new TreeMap<>();
    for (Path file : files) {
      List<Problem> ours = new ArrayList<>(problems(file));
      ours.addAll(warnings(file));
      for (Finding finding : findings(file)) {
        boolean line = ours.stream().anyMatch(p -> p.line() == finding.line());
        found.merge(finding.rule(), line ? 1 : 0, Integer::sum);
      }
    }
    assertThat(files).hasSizeGreaterThan(60);
    FOUND.forEach((rule, least) ->
        assertThat(found.getOrDefault(rule, 0)).as(rule).isGreaterThanOrEqualTo(least));
    assertThat(found.keySet())
        .allMatch(rule -> FOUND.containsKey(rule) || NOT_ADOPTED.containsKey(rule));
    NOT_ADOPTED.keySet().forEach(rule -> assertThat(found).as(rule).containsEntry(rule, 0));
  }

  private static List<Problem> problems(Path file) {
    return switch (read(file)) {
      case WorkflowReader.Accepted _ -> List.of();
      case WorkflowReader.Refused refused -> refused.problems();
    };
  }

  private static List<Problem> warnings(Path file) {
    return switch (read(file)) {
      case WorkflowReader.Accepted accepted -> Lint.check(accepted.workflow());
      case WorkflowReader.Refused _ -> List.of();
    };
  }

  private static WorkflowReader.Reading read(Path file) {
    try {
      ReadOptions options =
          new ReadOptions(YamlLimits.DEFAULT, 9, Optional.of(Permissions.WRITE_ALL), false);
      return new WorkflowReader(_ -> Optional.empty(), options)
          .read(Files.readAllBytes(file), "test.yaml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Finding> findings(Path file) throws IOException {
    Path out = Path.of(file.toString().replaceAll("\\.yaml$", ".out"));
    List<Finding> findings = new ArrayList<>();
    try (Stream<String> lines = Files.lines(out)) {
      lines.forEach(line -> {
        Matcher matcher = PLACE.matcher(line);
        if (matcher.matches()) {
          findings.add(
              new Finding(
                  Integer.parseInt(matcher.group(1)),
                  Integer.parseInt(matcher.group(2)),
                  Optional.ofNullable(matcher.group(3)).orElse("")));
        }
      });
    }
    return findings;
  }
}
