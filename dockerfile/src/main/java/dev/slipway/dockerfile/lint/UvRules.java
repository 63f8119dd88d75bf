package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.Stage;
import java.util.List;
import java.util.regex.Pattern;

/** How the Python package manager uv is used. */
final class UvRules {
  private static final Pattern SYNC = Pattern.compile("\\buv\\s+sync\\b[^;&|\\n]*");

  private final Findings findings;
  private boolean knowsDownloads;

  private UvRules(Findings findings) {
    this.findings = findings;
  }

  static void apply(Dockerfile dockerfile, Findings findings) {
    var rules = new UvRules(findings);
    for (Stage stage : dockerfile.stages()) {
      findings.stage(stage.index());
      rules.stage(stage.instructions());
    }
    findings.wholeFile();
  }

  private void stage(List<Instruction> instructions) {
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      if (instruction instanceof Instruction.Env env) {
        knowsDownloads |=
            env.pairs().stream().anyMatch(p -> p.name().equals("UV_PYTHON_DOWNLOADS"));
      } else if (instruction instanceof Instruction.Run run) {
        List<Instruction> later = instructions.subList(i + 1, instructions.size());
        SYNC.matcher(ImageRules.script(run))
            .results()
            .forEach(sync -> sync(run, sync.group(), later));
      }
    }
  }

  private void sync(Instruction.Run run, String command, List<Instruction> later) {
    if (command.contains("--frozen")) {
      findings.add(
          LintRule.UV_FROZEN_IS_UNCHECKED,
          run,
          "uv sync --frozen takes the lock file unchecked, even when it does not fit pyproject.toml",
          "write --locked, which fails when the lock file is out of date");
    }
    boolean sourcesFollow = later.stream().anyMatch(UvRules::copiesSources);
    if (sourcesFollow && !command.contains("--no-install-")) {
      findings.add(
          LintRule.UV_SYNC_INSTALLS_PROJECT,
          run,
          "uv sync installs the project too, whose sources are copied only later",
          "add --no-install-project");
    }
    if (!knowsDownloads && !command.contains("--no-python-downloads")) {
      findings.add(
          LintRule.UV_PYTHON_DOWNLOADS,
          run,
          "uv may download a Python into the home of root when the base image's does not fit",
          "add ENV UV_PYTHON_DOWNLOADS=0 before it");
    }
  }

  private static boolean copiesSources(Instruction instruction) {
    return instruction instanceof Instruction.Copy copy && copy.from().isEmpty();
  }
}
