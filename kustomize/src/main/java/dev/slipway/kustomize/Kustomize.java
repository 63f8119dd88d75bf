package dev.slipway.kustomize;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.build.Build;
import dev.slipway.kustomize.load.Location;
import dev.slipway.kustomize.load.Remotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds kustomizations: the same bytes as {@code kustomize build}, in time linear to the number of
 * objects.
 *
 * <p>Stateless; builds of different directories may run at the same time.
 */
public final class Kustomize {
  private Kustomize() {}

  /**
   * Builds the kustomization in {@code directory}.
   *
   * @throws InputException at the first mistake, with file, line and what led there
   */
  public static Rendered build(Path directory) {
    return build(directory, BuildOptions.DEFAULT);
  }

  /** As {@link #build(Path)}, with options. */
  public static Rendered build(Path directory, BuildOptions options) {
    return build(Path.of(""), directory.toString(), options);
  }

  /**
   * Builds what a user named.
   *
   * @param start from where local paths are meant
   * @param target a directory, or the address of one in a git repository
   */
  public static Rendered build(Path start, String target, BuildOptions options) {
    List<String> warnings = new ArrayList<>();
    try (var remotes = new Remotes(options.remotes())) {
      Location location = Location.root(start, target, options.restriction(), remotes);
      return new Rendered(new Build(location, warnings::add, options.helm()).run(), warnings);
    }
  }
}
