package dev.slipway.workflow.syntax;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a step's {@code uses} points at.
 *
 * <p>The form only: whether the action is there, the runner says.
 */
public sealed interface ActionReference {
  /** {@code ./path}: an action of the checked out repository. */
  record Local(String path) implements ActionReference {}

  /** {@code docker://image}. */
  record Image(String image) implements ActionReference {}

  /**
   * {@code owner/name/path@ref}.
   *
   * @param path below the repository's root; empty for the root
   */
  record Remote(String owner, String name, String path, String ref) implements ActionReference {}

  /** What {@code uses} says; empty when it has none of the forms. */
  static Optional<ActionReference> parse(String uses) {
    if (uses.startsWith("./") || uses.startsWith(".\\")) {
      return Optional.of(new Local(uses.substring(2)));
    }
    if (uses.startsWith("docker://")) {
      String image = uses.substring("docker://".length());
      return image.isEmpty() ? Optional.empty() : Optional.of(new Image(image));
    }
    Matcher remote = Pattern.compile("([^/@]+)/([^/@]+)(?:/([^@]*))?@(.+)").matcher(uses);
    if (!remote.matches()) {
      return Optional.empty();
    }
    String path = Optional.ofNullable(remote.group(3)).orElse("");
    return Optional.of(new Remote(remote.group(1), remote.group(2), path, remote.group(4)));
  }

  /** The part of a made up step id that names the action. */
  static String idPart(String uses) {
    String name =
        parse(uses)
            .map(reference ->
                switch (reference) {
                  case Local _ -> "self";
                  case Image image -> image.image();
                  case Remote r -> r.owner() + "/" + r.name();
                })
            .orElse("action");
    return name.replaceAll("[^A-Za-z0-9_-]", "_");
  }
}
