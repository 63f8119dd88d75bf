package dev.slipway.dockerfile.lint;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.Stage;
import dev.slipway.dockerfile.syntax.Suggestion;
import dev.slipway.oci.ImageReference;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the FROM instructions say. */
final class FromRules {
  private final LintInput input;
  private final Scopes scopes;
  private final Findings findings;

  FromRules(LintInput input, Scopes scopes, Findings findings) {
    this.input = input;
    this.scopes = scopes;
    this.findings = findings;
  }

  void apply() {
    findings.wholeFile();
    for (Stage stage : input.dockerfile().stages()) {
      Instruction.From from = stage.from();
      Set<String> undeclared = new TreeSet<>();
      scopes.inFrom(from.image(), from.range()).ifPresent(r -> undeclared.addAll(r.unset()));
      from.platform().ifPresent(platform -> platform(stage, platform, undeclared));
      undeclared.stream().filter(name -> !isDeclared(name)).forEach(name -> undeclared(from, name));
      defaultImage(stage);
      otherPlatform(stage);
    }
  }

  private void otherPlatform(Stage stage) {
    Instruction.From from = stage.from();
    String image =
        scopes.inFrom(from.image(), from.range()).map(ShellWords.Result::value).orElse("");
    if (Scopes.previous(input.dockerfile(), stage, image).isPresent()) {
      return;
    }
    input
        .bases()
        .apply(image)
        .filter(base -> !base.platform().equals(base.wanted()))
        .ifPresent(base ->
            findings.add(
                LintRule.INVALID_BASE_IMAGE_PLATFORM,
                from,
                "Base image "
                    + image
                    + " was pulled with platform \""
                    + base.platform()
                    + "\", expected \""
                    + base.wanted()
                    + "\" for current build",
                "choose an image for " + base.wanted()));
  }

  private boolean isDeclared(String name) {
    return scopes.globalNames().contains(name);
  }

  private void undeclared(Instruction.From from, String name) {
    Optional<String> meant = Suggestion.closest(name, scopes.globalNames());
    findings.add(
        LintRule.UNDEFINED_ARG_IN_FROM,
        from,
        "FROM argument '"
            + name
            + "' is not declared"
            + meant.map(m -> " (did you mean " + m + "?)").orElse(""),
        "declare ARG " + meant.orElse(name) + " before the first FROM");
  }

  private void platform(Stage stage, String platform, Set<String> undeclared) {
    Instruction.From from = stage.from();
    Optional<ShellWords.Result> result = scopes.inFrom(platform, from.range());
    if (result.isEmpty()) {
      return;
    }
    undeclared.addAll(result.get().unset());
    Set<String> used = result.get().used();
    if (platform.equals("$TARGETPLATFORM") || platform.equals("${TARGETPLATFORM}")) {
      findings.add(
          LintRule.REDUNDANT_TARGET_PLATFORM,
          from,
          "Setting platform to predefined "
              + platform
              + " in FROM is redundant as this is the default behavior",
          "remove --platform");
    }
    if (used.isEmpty() && result.get().unset().isEmpty()) {
      constantPlatform(stage, result.get().value());
    }
  }

  private void constantPlatform(Stage stage, String platform) {
    String name = stage.name().orElse("");
    for (String part : platform.split("/", 3)) {
      if (!part.isEmpty() && name.contains(part)) {
        return;
      }
    }
    findings.add(
        LintRule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
        stage.from(),
        "FROM --platform flag should not use constant value \"" + platform + "\"",
        "use $BUILDPLATFORM, or name the stage after its platform");
  }

  private void defaultImage(Stage stage) {
    Instruction.From from = stage.from();
    Optional<ShellWords.Result> image = scopes.inFromByDefault(from.image(), from.range());
    if (image.isEmpty() || (image.get().used().isEmpty() && image.get().unset().isEmpty())) {
      return;
    }
    String name = image.get().value();
    boolean isStage = Scopes.previous(input.dockerfile(), stage, name).isPresent();
    if (!isStage && !isReference(name)) {
      findings.add(
          LintRule.INVALID_DEFAULT_ARG_IN_FROM,
          from,
          "Default value for ARG " + from.image() + " results in empty or invalid base image name",
          "give the ARG a default value");
    }
  }

  private static boolean isReference(String name) {
    try {
      ImageReference.parse(name);
      return true;
    } catch (InputException invalid) {
      return false;
    }
  }
}
