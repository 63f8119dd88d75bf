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

  @Test
  void acceptsWhatActionlintAccepts() {
    Path folder = Oracles.folder("actionlint").resolve("ok");
    List<String> refused = new ArrayList<>();
    List<Path> files = Oracles.files(folder, ".yaml", ".yml");
    for (Path file : files) {
      problems(file).forEach(p -> refused.add(file.getFileName() + ": " + p));
    }
    assertThat(files).hasSizeGreaterThan(50);
    assertThat(refused).isEmpty();
  }

  @Test
  void findsWhatActionlintFinds() throws IOException {
    Path folder = Oracles.folder("actionlint").resolve("err");
    List<Path> files = Oracles.files(folder, ".yaml");
    Map<String, int[]> byRule = new TreeMap<>();
    List<String> missed = new ArrayList<>();
    for (Path file : files) {
      List<Problem> ours = new ArrayList<>(problems(file));
      ours.addAll(warnings(file));
      for (Finding finding : findings(file)) {
        int[] count = byRule.computeIfAbsent(finding.rule(), _ -> new int[3]);
        count[0]++;
        boolean line = ours.stream().anyMatch(p -> p.line() == finding.line());
        boolean exact =
            ours.stream()
                .anyMatch(p -> p.line() == finding.line() && p.column() == finding.column());
        count[1] += line ? 1 : 0;
        count[2] += exact ? 1 : 0;
        if (!line) {
          missed.add(file.getFileName() + " " + finding);
        }
      }
    }
    System.out.println("RULES");
    byRule.forEach((r, c) -> System.out.println("RULE " + r + " " + c[0] + " line " + c[1] + " exact " + c[2]));
    missed.forEach(m -> System.out.println("MISSED " + m));
    assertThat(files).hasSizeGreaterThan(60);
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
