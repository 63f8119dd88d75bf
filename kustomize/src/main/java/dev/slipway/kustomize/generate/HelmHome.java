package dev.slipway.kustomize.generate;

import dev.slipway.kustomize.config.Section;
import dev.slipway.kustomize.load.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where charts and helm's own files lie: {@code helmGlobals}.
 *
 * @param chartHome the folder of charts, from the kustomization
 * @param configHome helm's configuration; empty for one that goes with the build
 */
public record HelmHome(String chartHome, String configHome) {
  /** Reads {@code helmGlobals}. */
  public static HelmHome of(Optional<Section> globals) {
    globals.ifPresent(section -> section.allow(Set.of("chartHome", "configHome")));
    String charts = globals.map(section -> section.text("chartHome")).orElse("");
    String config = globals.map(section -> section.text("configHome")).orElse("");
    return new HelmHome(charts.isEmpty() ? "charts" : charts, config);
  }

  Path charts(Location location) {
    return location.directory().resolve(chartHome).normalize();
  }

  Path config(Location location, Path work) {
    return configHome.isEmpty()
        ? work.resolve("helm")
        : location.directory().resolve(configHome).normalize();
  }

  /** Removes a temporary folder. */
  static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
