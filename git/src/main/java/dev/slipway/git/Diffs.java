package dev.slipway.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.Repository;

/** Comparing files line by line. */
final class Diffs {
  /** A patch is for people to read: what is longer is only counted. */
  private static final int LONGEST_PATCH = 64 << 10;

  private final Repository repository;

  Diffs(Repository repository) {
    this.repository = repository;
  }

  List<FileDiff> between(CommitId from, CommitId to) throws IOException {
    var text = new ByteArrayOutputStream();
    var all = new ArrayList<FileDiff>();
    try (var formatter = new DiffFormatter(text)) {
      formatter.setRepository(repository);
      formatter.setDetectRenames(false);
      for (DiffEntry entry : formatter.scan(from.object(), to.object())) {
        text.reset();
        formatter.format(entry);
        formatter.flush();
        int added = 0;
        int removed = 0;
        for (Edit edit : formatter.toFileHeader(entry).toEditList()) {
          added += edit.getLengthB();
          removed += edit.getLengthA();
        }
        all.add(diff(entry, added, removed, hunks(text)));
      }
    }
    all.sort(Comparator.comparing(FileDiff::path));
    return all;
  }

  private static FileDiff diff(DiffEntry entry, int added, int removed, String patch) {
    return switch (entry.getChangeType()) {
      case ADD ->
          new FileDiff(
              entry.getNewPath(),
              FileChange.Kind.ADDED,
              entry.getNewId().name(),
              added,
              removed,
              patch);
      case DELETE ->
          new FileDiff(
              entry.getOldPath(),
              FileChange.Kind.REMOVED,
              entry.getOldId().name(),
              added,
              removed,
              patch);
      case MODIFY, RENAME, COPY ->
          new FileDiff(
              entry.getNewPath(),
              FileChange.Kind.MODIFIED,
              entry.getNewId().name(),
              added,
              removed,
              patch);
    };
  }

  private static String hunks(ByteArrayOutputStream text) {
    String whole = text.size() > LONGEST_PATCH ? "" : text.toString(StandardCharsets.UTF_8);
    int first = whole.indexOf("\n@@ ");
    return first < 0 ? "" : whole.substring(first + 1).stripTrailing();
  }
}
