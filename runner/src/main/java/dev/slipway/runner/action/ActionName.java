package dev.slipway.runner.action;

import dev.slipway.base.InputException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a step's {@code uses} names. */
public sealed interface ActionName {
  /**
   * An action in the job's own repository.
   *
   * @param path below the workspace, beginning with {@code ./}
   */
  record Local(String path) implements ActionName {
    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * An action in a repository.
   *
   * @param repository {@code OWNER/NAME}
   * @param path below the repository; empty for its root
   * @param ref a tag, a branch or a commit
   */
  record Hosted(String repository, String path, String ref) implements ActionName {
    private static final Pattern VERSION = Pattern.compile("(v\\d+)(?:\\.\\d+){0,2}");

    /** Repository and path, as in {@code actions/cache/restore}. */
    public String name() {
      return path.isEmpty() ? repository : repository + "/" + path;
    }

    /** {@code v4} of {@code v4} and of {@code v4.1.2}; empty for a branch or a commit. */
    public Optional<String> major() {
      Matcher matcher = VERSION.matcher(ref);
      return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return name() + "@" + ref;
    }
  }

  /** A container image, {@code docker://alpine:3}. */
  record Image(String reference) implements ActionName {
    @Override
    public String toString() {
      return "docker://" + reference;
    }
  }

  /**
   * Reads the value of {@code uses}.
   *
   * @throws InputException when it is none of the three
   */
  static ActionName parse(String uses) {
    if (uses.startsWith("docker://")) {
      return new Image(uses.substring("docker://".length()));
    }
    if (uses.equals(".") || uses.startsWith("./") || uses.startsWith(".\\")) {
      return new Local(uses.replace('\\', '/'));
    }
    Matcher matcher = Names.HOSTED.matcher(uses);
    if (!matcher.matches()) {
      throw new InputException(
          InputException.Position.of("uses: " + uses),
          "this names no action",
          "write OWNER/REPOSITORY@REF, ./DIRECTORY or docker://IMAGE");
    }
    String path = matcher.group(2) == null ? "" : matcher.group(2);
    return new Hosted(matcher.group(1), path, matcher.group(3));
  }

  /** The pattern of a hosted action's name. */
  final class Names {
    private static final Pattern HOSTED =
        Pattern.compile("([\\w.-]+/[\\w.-]+)(?:/([^@]+))?@([^@\\s]+)");

    private Names() {}
  }
}
