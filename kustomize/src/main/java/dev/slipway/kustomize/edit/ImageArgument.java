package dev.slipway.kustomize.edit;

import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code edit set image} is told about one image; {@code *} keeps what is there.
 *
 * @param name the image to change
 */
record ImageArgument(String name, String newName, String newTag, String digest) {
  static final String KEEP = "*";
  private static final String USAGE =
      """
      invalid format of image, use one of the following options:
      - <image>=<newimage>:<newtag>
      - <image>=<newimage>@<digest>
      - <image>=<newimage>
      - <image>:<newtag>
      - <image>@<digest>\
      """;

  /** Reads {@code name=new[:tag][@digest]}, {@code name:tag[@digest]} or {@code name@digest}. */
  static ImageArgument parse(String argument) {
    int equals = argument.indexOf('=');
    ImageArgument parts = overwrite(argument.substring(equals + 1));
    boolean bare = equals < 0 && parts.newName.equals(argument);
    String name = equals > 0 ? argument.substring(0, equals) : parts.newName;
    if (bare || name.isEmpty()) {
      throw new UsageException(USAGE);
    }
    return new ImageArgument(name, equals > 0 ? parts.newName : "", parts.newTag, parts.digest);
  }

  /** The digest is behind the first at sign, the tag behind the first colon of the path. */
  private static ImageArgument overwrite(String text) {
    int at = text.indexOf('@');
    String digest = at < 0 ? "" : text.substring(at + 1);
    String rest = at < 0 ? text : text.substring(0, at);
    // Before the first slash is the registry, whose colon leads to a port.
    int colon = rest.indexOf(':', rest.indexOf('/') + 1);
    return colon < 0
        ? new ImageArgument("", rest, "", digest)
        : new ImageArgument("", rest.substring(0, colon), rest.substring(colon + 1), digest);
  }

  /** The entry this makes, in place of {@code old} if there was one. */
  ObjectNode entry(Optional<ObjectNode> old) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("name", name);
    put(entry, "newName", newName.equals(KEEP) ? kept(old, "newName", "") : newName);
    String tag = newTag.equals(KEEP) ? kept(old, "newTag", "") : newTag;
    String sum = digest.equals(KEEP) ? kept(old, "digest", "") : digest;
    put(entry, "newTag", tag);
    put(entry, "digest", sum);
    return entry;
  }

  private static String kept(Optional<ObjectNode> old, String field, String otherwise) {
    return old.map(node -> node.path(field).asString(otherwise)).orElse(otherwise);
  }

  private static void put(ObjectNode entry, String field, String value) {
    if (!value.isEmpty()) {
      entry.put(field, value);
    }
  }
}
