package dev.slipway.kustomize;

import dev.slipway.base.InputException;
import dev.slipway.kustomize.build.Build;
import dev.slipway.kustomize.load.Location;
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
    List<String> warnings = new ArrayList<>();
    var build = new Build(Location.root(directory, options.restriction()), warnings::add);
    return new Rendered(build.run(), warnings);
  }
}
