package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.load.Location;
import java.util.List;

/** Finds and reads the one kustomization file of a directory. */
final class KustomizationFile {
  private KustomizationFile() {}

  static Kustomization read(Location location, Position from) {
    String name = find(location, from);
    byte[] bytes = location.read(name, from);
    try {
      return Kustomization.read(bytes, location.nameOf(name));
    } catch (InputException e) {
      throw location.reached(e);
    }
  }

  private static String find(Location location, Position from) {
    List<String> present = Kustomization.FILE_NAMES.stream().filter(location::isFile).toList();
    String directory = location.nameOf("");
    if (present.isEmpty()) {
      throw new InputException(
          from,
          "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in"
              + " directory '"
              + directory
              + "'",
          location.chain());
    }
    if (present.size() > 1) {
      throw new InputException(
          from,
          "Found multiple kustomization files under: " + directory + ": " + present,
          "Keep one of them.");
    }
    return present.getFirst();
  }
}
