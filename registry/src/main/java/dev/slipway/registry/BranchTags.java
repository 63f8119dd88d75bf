package dev.slipway.registry;

import dev.slipway.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Tags of branches: a branch's name in the characters that a tag may have. */
public final class BranchTags {
  private static final int MAX_TAG = 128;
  private static final int MARK = 6;
  private static final String PREFIX = "branch-";

  private BranchTags() {}

  /** {@code feature/auth} becomes {@code feature-auth}, whatever else is called so. */
  static String plain(String branch) {
    var text = new StringBuilder();
    for (int i = 0; i < branch.length() && text.length() < MAX_TAG; i++) {
      char c = branch.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || (!text.isEmpty() && (c == '.' || c == '-'));
      text.append(allowed ? c : text.isEmpty() ? '_' : '-');
    }
    return text.toString();
  }

  /** The branch's tag: {@link #plain}, made different from every tag of another class. */
  public static String of(String branch, Set<String> environments) {
    String plain = plain(branch);
    boolean shadows = TagClass.of(plain, environments) != TagClass.BRANCH;
    return shadows ? shortened(PREFIX + plain, MAX_TAG) : plain;
  }

  /** The tag of a branch whose first choice is another branch's already. */
  public static String distinct(String branch, Set<String> environments) {
    String mark = Digest.of(branch.getBytes(StandardCharsets.UTF_8)).hex().substring(0, MARK);
    return shortened(of(branch, environments), MAX_TAG - MARK - 1) + "-" + mark;
  }

  private static String shortened(String text, int limit) {
    return text.length() > limit ? text.substring(0, limit) : text;
  }
}
