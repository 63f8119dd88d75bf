package dev.slipway.git;

import dev.slipway.base.InputException;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The name of a commit: its SHA-1 in full.
 *
 * @param sha 40 lower-case hexadecimal digits
 */
public record CommitId(String sha) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");
  private static final int SHORT = 7;

  public CommitId {
    if (!FORM.matcher(sha).matches()) {
      throw new InputException(
          InputException.Position.of("commit \"" + sha + "\""),
          "is not the name of a commit",
          "give all 40 lower-case hexadecimal digits");
    }
  }

  /** As people write it: the first seven digits. */
  public String abbreviated() {
    return sha.substring(0, SHORT);
  }

  @Override
  public String toString() {
    return sha;
  }

  static CommitId of(AnyObjectId id) {
    return new CommitId(id.name());
  }

  ObjectId object() {
    return ObjectId.fromString(sha);
  }
}
