package dev.slipway.kustomize.resource;

import dev.slipway.base.InputException;
import java.util.Collection;
import java.util.Map;

/** Adds objects to a set while none in it changes its name, at the cost of those that are added. */
public final class Intake {
  private final Resources resources;
  private final Map<ResourceId, Resource> known;

  Intake(Resources resources) {
    this.resources = resources;
    this.known = resources.byId();
  }

  /**
   * Adds objects at the end.
   *
   * @throws InputException when one of that id is there already
   */
  public void add(Collection<Resource> added) {
    for (Resource resource : added) {
      Resource other = known.putIfAbsent(resource.id(resources.schemas()), resource);
      if (other != null) {
        throw new InputException(
            resource.origin().position(),
            "may not add resource with an already registered id: "
                + resource
                + ", it is also in "
                + other.origin().position(),
            "Remove one of the two, or change it with a patch.");
      }
      resources.append(resource);
    }
  }
}
