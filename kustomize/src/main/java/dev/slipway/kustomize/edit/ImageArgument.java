package dev.slipway.kustomize.edit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code edit set image} is told about one image; {@code *} keeps what is there.
 *
 * @param name the image to change
 */
record ImageArgument(String name, String newName, String newTag, String digest) {
  static final String KEEP = "*";
  private static final Pattern WITH_DIGEST = Pattern.compile("(.*)@(sha[a-z0-9]*:.*|\\*)");
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
    if (equals < 0) {
      ImageArgument parts = overwrite(argument);
      if (parts.newTag.isEmpty() && parts.digest.isEmpty()) {
        throw new UsageException(USAGE);
      }
      return new ImageArgument(parts.newName, "", parts.newTag, parts.digest);
    }
    ImageArgument parts = overwrite(argument.substring(equals + 1));
    return new ImageArgument(
        argument.substring(0, equals), parts.newName, parts.newTag, parts.digest);
  }

  private static ImageArgument overwrite(String text) {
    Matcher withDigest = WITH_DIGEST.matcher(text);
    String digest = "";
    String rest = text;
    if (withDigest.matches()) {
      rest = withDigest.group(1);
      digest = withDigest.group(2);
    }
    int colon = rest.lastIndexOf(':');
    return colon > rest.lastIndexOf('/') && colon >= 0
        ? new ImageArgument("", rest.substring(0, colon), rest.substring(colon + 1), digest)
        : new ImageArgument("", rest, "", digest);
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
