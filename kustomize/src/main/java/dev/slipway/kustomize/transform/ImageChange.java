package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.config.Section;
import java.util.Optional;
import java.util.Set;

/**
 * An entry of {@code images}: what becomes of images of a name.
 *
 * @param images which images are meant
 */
public record ImageChange(
    ImagePattern images, String newName, String newTag, String tagSuffix, String digest) {
  private static final Set<String> FIELDS =
      Set.of("name", "newName", "newTag", "tagSuffix", "digest");

  public static ImageChange of(Section section) {
    section.allow(FIELDS);
    return new ImageChange(
        ImagePattern.of(section),
        section.text("newName"),
        section.text("newTag"),
        section.text("tagSuffix"),
        section.text("digest"));
  }

  /** What {@code image} becomes; nothing when another image is meant. */
  public Optional<String> apply(String image) {
    if (!images.matches(image)) {
      return Optional.empty();
    }
    ImageName parts = ImageName.parse(image);
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
