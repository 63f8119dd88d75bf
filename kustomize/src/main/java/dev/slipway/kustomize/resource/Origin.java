package dev.slipway.kustomize.resource;

import dev.slipway.base.InputException.Position;
import java.util.Optional;

/**
 * Where an object came from, or a step that changed objects.
 *
 * @param position the place in the file as the user knows it
 * @param path the file relative to the root of the build, or of its repository
 * @param maker what made it, configured in that file; nothing when it was read from there
 * @param repository the git repository it was fetched from; empty when it is local
 * @param ref what was fetched of the repository; empty for its default branch
 */
public record Origin(
    Position position, String path, Optional<Maker> maker, String repository, String ref) {
  /**
   * A generator or a transformer.
   *
   * @param kind such as {@code ConfigMapGenerator}
   * @param name of the object that configures it; empty for a field of a kustomization
   * @param namespace of that object; empty when it states none
   */
  public record Maker(String kind, String name, String namespace) {
    /** One that a field of a kustomization configures. */
    public static Maker of(String kind) {
      return new Maker(kind, "", "");
    }
  }

  /** Something that was read from local files. */
  public static Origin local(Position position, String path) {
    return new Origin(position, path, Optional.empty(), "", "");
  }

  /** The same file, with what made the object. */
  public Origin by(Maker other) {
    return new Origin(position, path, Optional.of(other), repository, ref);
  }

  /** As it stands in annotations: lines of YAML. */
  public String yaml() {
    var text = new StringBuilder();
    if (maker.isEmpty()) {
      add(text, "path", path);
    }
    add(text, "repo", repository);
    add(text, "ref", ref);
    maker.ifPresent(made -> {
      add(text, "configuredIn", path);
      text.append("configuredBy:\n  apiVersion: builtin\n");
      add(text, "  kind", made.kind());
      add(text, "  name", made.name());
      add(text, "  namespace", made.namespace());
    });
    return text.toString();
  }

  private static void add(StringBuilder text, String field, String value) {
    if (!value.isEmpty()) {
      text.append(field).append(": ").append(value).append('\n');
    }
  }
}
