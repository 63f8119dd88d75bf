package dev.slipway.registry;

import dev.slipway.http.Principal;
import dev.slipway.oci.Digest;
import dev.slipway.registry.RegistryException.Code;
import dev.slipway.registry.cleanup.CleanupSnapshot.TagMobility;
import dev.slipway.store.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which tags may move where (specification §10; specification-notes S62). */
final class TagRules {
  private static final String HEADS = "refs/heads/";

  private final Set<String> environments;

  TagRules(Set<String> environments) {
    this.environments = environments;
  }

  /**
   * Refuses a move that is not allowed.
   *
   * @param from what the tag names
   * @param to what it is to name, something else; empty to take it away
   * @throws RegistryException in Artifact Registry's words where it has some
   */
  void check(
      Sql sql,
      TagMobility repository,
      String name,
      String tag,
      Optional<Digest> from,
      Optional<Digest> to,
      Principal who)
      throws SQLException {
    if (repository == TagMobility.IMMUTABLE && from.isPresent()) {
      // Tools that push again what is there know this sentence.
      throw refused(
          "cannot "
              + (to.isPresent() ? "update" : "delete")
              + " tag "
              + tag
              + ". The repository has enabled tag immutability");
    }
    if (to.isPresent()) {
      checkFixed(sql, name, tag, to.get());
      checkBranch(sql, name, tag, who);
    }
  }

  private void checkFixed(Sql sql, String name, String tag, Digest to) throws SQLException {
    TagClass kind = TagClass.of(tag, environments);
    if (!kind.isFixed()) {
      return;
    }
    Optional<TagMove> before = TagTable.other(sql, name, tag, to);
    if (before.isPresent()) {
      throw refused(
          "cannot update tag "
              + tag
              + ". It stands for "
              + kind.words()
              + " and has named "
              + before.get().to().map(Digest::toString).orElse("another image")
              + " since "
              + before.get().time()
              + "; such tags never move: give this image a tag of its own");
    }
  }

  /** A branch does not get a tag that means something else, or is another branch's. */
  private void checkBranch(Sql sql, String name, String tag, Principal who) throws SQLException {
    Optional<String> branch = branch(who.attribute("ref"));
    if (branch.isEmpty() || !BranchTags.plain(branch.get()).equals(tag)) {
      return;
    }
    TagClass kind = TagClass.of(tag, environments);
    if (kind != TagClass.BRANCH) {
      throw refused(
          "cannot update tag "
              + tag
              + " for the branch "
              + branch.get()
              + ": such a tag stands for "
              + kind.words()
              + "; use "
              + BranchTags.of(branch.get(), environments));
    }
    List<TagMove> last = TagTable.moves(sql, name, tag, 1);
    Optional<String> owner = last.isEmpty() ? Optional.empty() : branch(last.getFirst().ref());
    boolean taken =
        owner.isPresent()
            && !owner.equals(branch)
            && BranchTags.plain(owner.get()).equals(tag)
            && last.getFirst().to().isPresent();
    if (taken) {
      throw refused(
          "cannot update tag "
              + tag
              + " for the branch "
              + branch.get()
              + ": it is the branch "
              + owner.get()
              + "'s; use "
              + BranchTags.distinct(branch.get(), environments));
    }
  }

  private static Optional<String> branch(Optional<String> ref) {
    return ref.filter(r -> r.startsWith(HEADS)).map(r -> r.substring(HEADS.length()));
  }

  private static RegistryException refused(String message) {
    return new RegistryException(Code.MANIFEST_INVALID, message);
  }
}
