package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.FieldSpec;
import dev.slipway.kustomize.resource.Resource;
import dev.slipway.kustomize.resource.Resources;
import dev.slipway.kustomize.transform.Fields.Leaf;
import dev.slipway.manifest.yaml.EmptyNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All images of a set of objects by the last part of their names, made once for entries that follow
 * each other: those in the containers of any object, wherever in it they are listed, and those in
 * the configured fields. An image in both places is changed twice, which shows with a suffix only.
 */
public final class ImageIndex {
  private static final Set<String> LISTS = Set.of("containers", "initContainers");

  private final List<FieldSpec> fields;
  private final Map<String, Set<Place>> byLastPart = new HashMap<>();
  private final List<Place> all = new ArrayList<>();
  private boolean made;

  /** Where an image is written, and how often it counts. */
  private static final class Place {
    private final Cell cell;
    private int times;

    Place(Cell cell) {
      this.cell = cell;
    }
  }

  /**
   * An index of images.
   *
   * @param fields where images are besides containers
   */
  public ImageIndex(List<FieldSpec> fields) {
    this.fields = List.copyOf(fields);
  }

  /** Changes all images that are meant. */
  void change(Resources resources, ImageChange change) {
    if (!made) {
      made = true;
      collect(resources);
    }
    Optional<String> last = change.images().lastPart();
    Collection<Place> places =
        last.isPresent() ? byLastPart.getOrDefault(last.get(), Set.of()) : all;
    for (Place place : List.copyOf(places)) {
      change(place, change);
    }
  }

  private void change(Place place, ImageChange change) {
    String before = place.cell.text();
    for (int i = 0; i < place.times; i++) {
      change.apply(place.cell.text()).ifPresent(place.cell::setText);
    }
    String old = lastPart(before);
    String now = lastPart(place.cell.text());
    if (!now.equals(old)) {
      Optional.ofNullable(byLastPart.get(old)).ifPresent(places -> places.remove(place));
      byLastPart.computeIfAbsent(now, n -> new LinkedHashSet<>(2)).add(place);
    }
  }

  /** What is behind the last slash; tags and digests that count have none. */
  private static String lastPart(String image) {
    int start = image.lastIndexOf('/') + 1;
    int end = start;
    while (end < image.length() && image.charAt(end) != ':' && image.charAt(end) != '@') {
      end++;
    }
    return image.substring(start, end);
  }

  private void collect(Resources resources) {
    for (Resource resource : resources) {
      // The schema in a definition describes containers, it has none.
      if (!resource.kind().equals("CustomResourceDefinition")) {
        IdentityHashMap<JsonNode, List<Place>> around = new IdentityHashMap<>();
        search(resource.tree(), around);
        Fields.each(resource, fields, Leaf.NOTHING, cell -> add(cell, around));
      }
    }
  }

  private void search(JsonNode node, IdentityHashMap<JsonNode, List<Place>> around) {
    if (node instanceof ObjectNode map) {
      for (String name : map.propertyNames()) {
        JsonNode value = map.get(name);
        if (value instanceof ArrayNode list && LISTS.contains(name)) {
          for (JsonNode container : list) {
            if (container instanceof ObjectNode fieldsOfIt) {
              add(new Cell.Field(fieldsOfIt, "image"), around);
            }
          }
        }
        search(value, around);
      }
    } else if (node instanceof ArrayNode list) {
      list.forEach(element -> search(element, around));
    }
  }

  private void add(Cell cell, IdentityHashMap<JsonNode, List<Place>> around) {
    JsonNode value = cell.get();
    if (!value.isValueNode()) {
      return;
    }
    if (value instanceof EmptyNull) {
      // To kustomize an image without a name, and written as that.
      cell.setText(cell.text());
    }
    List<Place> places = around.computeIfAbsent(cell.around(), node -> new ArrayList<>(1));
    for (Place place : places) {
      if (place.cell.place().equals(cell.place())) {
        place.times++;
        return;
      }
    }
    var place = new Place(cell);
    place.times = 1;
    places.add(place);
    all.add(place);
    byLastPart.computeIfAbsent(lastPart(cell.text()), n -> new LinkedHashSet<>(2)).add(place);
  }
}
