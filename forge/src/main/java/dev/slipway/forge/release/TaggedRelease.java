package dev.slipway.forge.release;

import java.time.Instant;
import java.util.Optional;

/**
 * What is published of a repository under a tag.
 *
 * @param target the branch or commit that the tag is made of when there is none
 * @param body Markdown
 * @param published empty for a draft, which only those see who may push
 */
public record TaggedRelease(
    long id,
    String tag,
    String target,
    String title,
    String body,
    Stage stage,
    String author,
    Instant created,
    Optional<Instant> published) {
  /** How far it is. */
  public enum Stage {
    DRAFT,
    PRERELEASE,
    RELEASED
  }

  /** The same with other texts and another stage. */
  public TaggedRelease with(
      String newTag, String newTarget, String newTitle, String newBody, Stage newStage) {
    return new TaggedRelease(
        id, newTag, newTarget, newTitle, newBody, newStage, author, created, published);
  }
}
