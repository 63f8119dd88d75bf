package dev.slipway.dockerfile.lint;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.syntax.CommandForm;
import dev.slipway.dockerfile.syntax.Dockerfile;
import dev.slipway.dockerfile.syntax.Instruction;
import dev.slipway.dockerfile.syntax.ShellWords;
import dev.slipway.dockerfile.syntax.Stage;
import dev.slipway.oci.ImageReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What the finished image will be like: its bases, its user, its ports. */
final class ImageRules {
  private static final Pattern NUMERIC = Pattern.compile("\\d+(:.*)?");
  private static final Pattern ROOT = Pattern.compile("(root|0+)(:.*)?");
  private static final Pattern ADDS_USER = Pattern.compile("\\b(useradd|adduser)\\b[^;&|\\n]*");
  private static final Pattern USER_ID = Pattern.compile("\\s(-u|--uid)[\\s=]");

  /** Images known to run as root when nothing else is said. */
  private static final Set<String> ROOT_IMAGES =
      Set.of(
          "alpine",
          "amazoncorretto",
          "busybox",
          "caddy",
          "debian",
          "eclipse-temurin",
          "fedora",
          "golang",
          "httpd",
          "maven",
          "nginx",
          "node",
          "php",
          "python",
          "ruby",
          "rust",
          "ubuntu");

  private final LintInput input;
  private final Dockerfile dockerfile;
  private final Scopes scopes;
  private final Findings findings;

  ImageRules(LintInput input, Scopes scopes, Findings findings) {
    this.input = input;
    this.dockerfile = input.dockerfile();
    this.scopes = scopes;
    this.findings = findings;
  }

  void apply() {
    for (Stage stage : dockerfile.stages()) {
      findings.stage(stage.index());
      base(stage);
      stage.instructions().forEach(this::instruction);
    }
    Stage last = dockerfile.stages().getLast();
    findings.stage(last.index());
    List<Stage> ancestry = ancestry(last);
    user(last, ancestry);
    ports(ancestry);
    findings.wholeFile();
  }

  private String image(Stage stage) {
    return scopes
        .inFrom(stage.from().image(), stage.from().range())
        .map(ShellWords.Result::value)
        .orElse("");
  }

  private void base(Stage stage) {
    String image = image(stage);
    boolean isStage = Scopes.previous(dockerfile, stage, image).isPresent();
    if (!isStage && !image.equals("scratch")) {
      floating(stage.from(), image);
    }
  }

  private void floating(Instruction where, String image) {
    Optional<ImageReference> reference = reference(image);
    if (reference.isEmpty() || reference.get().digest().isPresent()) {
      return;
    }
    Optional<String> tag = reference.get().tag();
    boolean tagged = image.substring(image.lastIndexOf('/') + 1).contains(":");
    if (!tagged || tag.filter("latest"::equals).isPresent()) {
      findings.add(
          LintRule.FLOATING_IMAGE,
          where,
          "image " + image + " is whatever is newest on the day of the build",
          "name a version or a digest");
    }
  }

  private static Optional<ImageReference> reference(String image) {
    try {
      return Optional.of(ImageReference.parse(image));
    } catch (InputException invalid) {
      return Optional.empty(); // the plan refuses it
    }
  }

  private void instruction(Instruction instruction) {
    if (instruction instanceof Instruction.Copy copy) {
      copy.from().ifPresent(from -> copiedFrom(copy, from));
    } else if (instruction instanceof Instruction.Run run) {
      addedUsers(run);
    }
  }

  private void copiedFrom(Instruction.Copy copy, String from) {
    boolean isStage =
        dockerfile.stageNamed(from).isPresent() || from.chars().allMatch(Character::isDigit);
    // A bare name may be a named context; with a slash or a tag it is an image.
    if (!isStage && (from.contains("/") || from.contains(":")) && !from.contains("$")) {
      floating(copy, from);
    }
  }

  private void addedUsers(Instruction.Run run) {
    String script = script(run);
    boolean unpinned =
        ADDS_USER.matcher(script).results().anyMatch(m -> !USER_ID.matcher(m.group()).find());
    if (unpinned) {
      findings.add(
          LintRule.USER_ID_NOT_PINNED,
          run,
          "the new user gets whatever id is free in the base image",
          "choose one: useradd --uid 10001 …");
    }
  }

  /** All that a RUN hands to a shell, or its arguments. */
  static String script(Instruction.Run run) {
    return switch (run.command()) {
      case CommandForm.ShellForm shell -> shell.withHeredocs();
      case CommandForm.ExecForm exec -> String.join(" ", exec.arguments());
    };
  }

  /** A stage and those it starts from, itself first. */
  private List<Stage> ancestry(Stage last) {
    var stages = new ArrayList<Stage>();
    Optional<Stage> next = Optional.of(last);
    while (next.isPresent()) {
      Stage stage = next.get();
      stages.add(stage);
      next = Scopes.previous(dockerfile, stage, image(stage));
    }
    return stages;
  }

  private void user(Stage last, List<Stage> ancestry) {
    Optional<Instruction.User> user =
        ancestry.stream()
            .flatMap(stage -> stage.instructions().reversed().stream())
            .filter(Instruction.User.class::isInstance)
            .map(Instruction.User.class::cast)
            .findFirst();
    if (user.isEmpty()) {
      rootByDefault(last, image(ancestry.getLast()));
    } else if (ROOT.matcher(user.get().user()).matches()) {
      runsAsRoot(user.get(), "USER " + user.get().user() + " is what the image runs as", "");
    } else if (!user.get().user().contains("$") && !NUMERIC.matcher(user.get().user()).matches()) {
      findings.add(
          LintRule.USER_NOT_NUMERIC,
          user.get(),
          "USER " + user.get().user() + " is a name; Kubernetes' runAsNonRoot needs a number",
          "write USER with the numeric id, or set runAsUser in the pod");
    }
  }

  private void rootByDefault(Stage last, String image) {
    Optional<String> name =
        reference(image)
            .map(r -> r.repository().substring(r.repository().lastIndexOf('/') + 1))
            .filter(ROOT_IMAGES::contains);
    if (name.isPresent()) {
      boolean nginx = name.get().equals("nginx");
      runsAsRoot(
          last.from(),
          "the image runs as root, as " + name.get() + " does",
          nginx ? "start from nginxinc/nginx-unprivileged, which listens on 8080" : "");
    }
  }

  private void runsAsRoot(Instruction where, String message, String fix) {
    findings.add(
        LintRule.RUNS_AS_ROOT,
        where,
        message,
        fix.isEmpty() ? "end the stage with USER 10001" : fix);
  }

  private void ports(List<Stage> ancestry) {
    var exposed = new HashSet<Integer>();
    Optional<Instruction.Expose> first = Optional.empty();
    for (Stage stage : ancestry) {
      for (Instruction instruction : stage.instructions()) {
        if (instruction instanceof Instruction.Expose expose) {
          first = first.or(() -> Optional.of(expose));
          expose.ports().forEach(port -> number(port).ifPresent(exposed::add));
        }
      }
    }
    Set<Integer> wanted = new HashSet<>(input.containerPorts());
    wanted.removeAll(exposed);
    if (first.isPresent() && !exposed.isEmpty() && !wanted.isEmpty()) {
      findings.add(
          LintRule.EXPOSE_DIFFERS,
          first.get(),
          "the deployment's container port " + wanted.iterator().next() + " is not exposed",
          "make EXPOSE and containerPort say the same");
    }
  }

  private static Optional<Integer> number(String port) {
    String number = port.split("/", 2)[0];
    boolean digits = !number.isEmpty() && number.chars().allMatch(Character::isDigit);
    return digits && number.length() < 6 ? Optional.of(Integer.parseInt(number)) : Optional.empty();
  }
}
