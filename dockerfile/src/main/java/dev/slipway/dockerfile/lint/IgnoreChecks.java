package dev.slipway.dockerfile.lint;

import dev.slipway.dockerfile.ignore.IgnorePattern;
import dev.slipway.dockerfile.ignore.IgnorePatterns;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.SourceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Looks for what an ignore file lets through, or excludes, against its author's intention. */
public final class IgnoreChecks {
  private static final Pattern ANYWHERE =
      Pattern.compile(
          "\\.env.*|__pycache__|node_modules|\\.DS_Store|\\.venv|\\.pytest_cache|\\*\\.[^/]+|\\*~");
  private static final Pattern SECRET_FILE =
      Pattern.compile(
          "(?i)\\.env(\\..+)?|id_(rsa|dsa|ecdsa|ed25519)|.+\\.(pem|key|p12|pfx|jks)"
              + "|\\.netrc|\\.pgpass|credentials\\.json");
  private static final Pattern TEMPLATE =
      Pattern.compile("(?i).*\\.(example|sample|template|dist)");
  private static final Pattern README =
      Pattern.compile("(?m)^\\s*readme\\s*=\\s*(?:\\{\\s*file\\s*=\\s*)?[\"']([^\"']+)[\"']");
  private static final Set<String> BUILD_FILES =
      Set.of("Dockerfile", ".dockerignore", ".github", "k8s");

  private final LintInput.IgnoreList ignore;
  private final Dockerfile dockerfile;
  private final Context context;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * The build context.
   *
   * @param files the paths of its files, relative and separated by slashes, ignored ones included
   * @param text the text of a file, when there is one
   */
  public record Context(List<String> files, Function<String, Optional<String>> text) {
    public Context {
      files = List.copyOf(files);
    }
  }

  private IgnoreChecks(LintInput.IgnoreList ignore, Dockerfile dockerfile, Context context) {
    this.ignore = ignore;
    this.dockerfile = dockerfile;
    this.context = context;
  }

  /** What there is to say about an ignore file, a Dockerfile and the context they are for. */
  public static List<Finding> check(
      LintInput.IgnoreList ignore, Dockerfile dockerfile, Context context) {
    var checks = new IgnoreChecks(ignore, dockerfile, context);
    checks.patterns();
    checks.buildFiles();
    checks.readme();
    checks.secrets();
    return checks.findings.stream()
        .sorted(Comparator.comparingInt((Finding f) -> f.range().firstLine()))
        .toList();
  }

  private IgnorePatterns all() {
    return ignore.patterns();
  }

  private void patterns() {
    List<IgnorePattern> patterns = all().patterns();
    for (int i = 0; i < patterns.size(); i++) {
      IgnorePattern pattern = patterns.get(i);
      if (pattern.effect() == IgnorePattern.Effect.IGNORE) {
        onlyAtRoot(pattern);
        redundant(pattern, patterns.subList(0, i));
      }
    }
  }

  private void onlyAtRoot(IgnorePattern pattern) {
    String text = pattern.text();
    if (!ANYWHERE.matcher(text).matches() || all().matches("x/" + sample(text))) {
      return;
    }
    IgnorePatterns everywhere = IgnorePatterns.of(List.of("**/" + text), range(pattern).start());
    Optional<String> missed =
        context.files().stream()
            .filter(file -> everywhere.matches(file) && !all().matches(file))
            .findFirst();
    add(
        LintRule.IGNORE_ONLY_AT_ROOT,
        range(pattern),
        "the pattern "
            + text
            + " matches at the root of the context only"
            + missed.map(file -> "; " + file + " is not ignored").orElse(""),
        "write **/" + text);
  }

  /** A name that the pattern matches. */
  private static String sample(String pattern) {
    return pattern.replace("*", "x");
  }

  private void redundant(IgnorePattern pattern, List<IgnorePattern> before) {
    boolean literal = pattern.text().chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0);
    boolean excepted = before.stream().anyMatch(p -> p.effect() == IgnorePattern.Effect.KEEP);
    if (!literal || excepted) {
      return;
    }
    for (IgnorePattern earlier : before) {
      IgnorePatterns alone = IgnorePatterns.of(List.of(earlier.text()), range(earlier).start());
      if (alone.matches(pattern.text())) {
        add(
            LintRule.IGNORE_REDUNDANT,
            range(pattern),
            "the pattern "
                + pattern.text()
                + " repeats "
                + earlier.text()
                + " in line "
                + earlier.line(),
            "remove this line");
        return;
      }
    }
  }

  private void buildFiles() {
    if (!copies(".")) {
      return;
    }
    List<String> present =
        BUILD_FILES.stream()
            .filter(name -> context.files().stream().anyMatch(file -> isIn(file, name)))
            .filter(name -> !all().matches(name))
            .sorted()
            .toList();
    if (!present.isEmpty()) {
      add(
          LintRule.IGNORE_BUILD_FILES,
          wholeFile(),
          String.join(", ", present)
              + (present.size() == 1 ? " is" : " are")
              + " copied into the image, and a change there repeats the build",
          "add " + String.join(", ", present) + " to the ignore file");
    }
  }

  private void readme() {
    Optional<String> project =
        all().matches("pyproject.toml") ? Optional.empty() : context.text().apply("pyproject.toml");
    project
        .map(README::matcher)
        .filter(m -> m.find() && all().matches(m.group(1)))
        .ifPresent(m ->
            add(
                LintRule.IGNORED_README,
                wholeFile(),
                "pyproject.toml declares the readme "
                    + m.group(1)
                    + ", which is ignored: building the package will fail",
                "add a line !" + m.group(1)));
  }

  private void secrets() {
    for (String file : context.files()) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      boolean secret = SECRET_FILE.matcher(name).matches() && !TEMPLATE.matcher(name).matches();
      if (secret && !all().matches(file) && copies(file)) {
        add(
            LintRule.SECRET_FILE_IN_CONTEXT,
            wholeFile(),
            file + " is not ignored and is copied into the image",
            "add **/" + name + " to the ignore file");
      }
    }
  }

  /** Whether some COPY or ADD of the context takes {@code path}. */
  private boolean copies(String path) {
    return dockerfile.stages().stream()
        .flatMap(stage -> stage.instructions().stream())
        .flatMap(instruction -> sources(instruction).stream())
        .map(source -> source.replaceAll("^(\\./|/)+|/+$", ""))
        .anyMatch(source -> source.isEmpty() || source.equals(".") || isIn(path, source));
  }

  private static List<String> sources(Instruction instruction) {
    if (instruction instanceof Instruction.Copy copy) {
      return copy.from().isPresent() ? List.of() : copy.sources();
    }
    return instruction instanceof Instruction.Add add ? add.sources() : List.of();
  }

  private static boolean isIn(String file, String directory) {
    return file.equals(directory) || file.startsWith(directory + "/");
  }

  private SourceRange range(IgnorePattern pattern) {
    return new SourceRange(ignore.name(), pattern.line(), pattern.line(), 1);
  }

  private SourceRange wholeFile() {
    return new SourceRange(ignore.name(), 1, 1, 1);
  }

  private void add(LintRule rule, SourceRange range, String message, String fix) {
    findings.add(new Finding(rule, message, fix, range, OptionalInt.empty()));
  }
}
