package dev.slipway.runner.action;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.git.CommitId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The file that says at which commits a repository uses actions of other repositories, one {@code
 * OWNER/NAME@REF COMMIT} per line. Where there is one, an action that is elsewhere by now, or is
 * not listed, is not run.
 *
 * @param commits by {@code OWNER/NAME@REF}, whatever the action's directory in its repository
 */
public record ActionLock(Map<String, CommitId> commits) {
  /** Where it lies in a repository. */
  public static final String FILE = ".github/actions.lock";

  private static final String AGAIN = "run 'slipway lock' and commit the file";

  public ActionLock {
    commits = Map.copyOf(commits);
  }

  /**
   * Reads one.
   *
   * @throws InputException with file and line when it cannot be understood
   */
  public static ActionLock read(byte[] content) {
    var commits = new LinkedHashMap<String, CommitId>();
    List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+");
      if (words.length != 2
          || !words[0].matches("[\\w.-]+/[\\w.-]+@\\S+")
          || !words[1].matches("[0-9a-f]{40}")) {
        throw new InputException(
            new Position(FILE, i + 1, 1),
            "this is no locked action",
            "write OWNER/NAME@REF COMMIT");
      }
      if (commits.putIfAbsent(words[0], new CommitId(words[1])) != null) {
        throw new InputException(
            new Position(FILE, i + 1, 1), words[0] + " is locked twice", AGAIN);
      }
    }
    return new ActionLock(commits);
  }

  /** The file's text, in the order of names. */
  public String text() {
    var text = new StringBuilder("# The commits of actions that workflows here use.\n");
    text.append("# Written by 'slipway lock'; runs fail when an action is elsewhere.\n");
    new TreeMap<>(commits)
        .forEach((name, commit) -> text.append(name).append(' ').append(commit.sha()).append('\n'));
    return text.toString();
  }

  /** What an action is called in the file. */
  public static String key(ActionName.Hosted name) {
    return name.repository() + "@" + name.ref();
  }

  /** Why an action may not be used at the commit its ref names now; empty when it may. */
  public Optional<InputException> objection(ActionName.Hosted name, CommitId found) {
    if (name.ref().equals(found.sha())) {
      return Optional.empty(); // It says itself which commit it is.
    }
    CommitId locked = commits.get(key(name));
    if (locked == null) {
      return Optional.of(
          new InputException(Position.of(FILE), "the action " + name + " is not locked", AGAIN));
    }
    return locked.equals(found)
        ? Optional.empty()
        : Optional.of(
            new InputException(
                Position.of(FILE),
                key(name) + " is locked to " + locked.sha() + " and is now " + found.sha(),
                "if that change is wanted, " + AGAIN));
  }
}
