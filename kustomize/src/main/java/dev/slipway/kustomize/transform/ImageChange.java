package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.Section;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of {@code images}: what becomes of images of a name.
 *
 * @param name the image without tag and digest, registry included
 */
public record ImageChange(
    String name, String newName, String newTag, String tagSuffix, String digest) {
  private static final Set<String> FIELDS =
      Set.of("name", "newName", "newTag", "tagSuffix", "digest");

  public static ImageChange of(Section section) {
    section.allow(FIELDS);
    return new ImageChange(
        section.text("name"),
        section.text("newName"),
        section.text("newTag"),
        section.text("tagSuffix"),
        section.text("digest"));
  }

  /** What {@code image} becomes; nothing when another image is meant. */
  public Optional<String> apply(String image) {
    ImageName parts = ImageName.parse(image);
    if (!parts.name().equals(name)) {
      return Optional.empty();
    }
    String tag = parts.tag();
    String oldDigest = parts.digest();
    if (!newTag.isEmpty() && !digest.isEmpty()) {
      tag = newTag;
      oldDigest = digest;
    } else if (!newTag.isEmpty()) {
      tag = newTag;
      oldDigest = "";
    } else if (!digest.isEmpty()) {
      tag = "";
      oldDigest = digest;
    } else if (!tagSuffix.isEmpty()) {
      tag = tag + tagSuffix;
      oldDigest = "";
    }
    String result = newName.isEmpty() ? parts.name() : newName;
    if (!tag.isEmpty()) {
      result += ":" + tag;
    }
    return Optional.of(oldDigest.isEmpty() ? result : result + "@" + oldDigest);
  }
}
