package dev.slipway.runner.command;

import com.google.re2j.Pattern;
import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The problem matchers of a job: they find problems in the output of tools that know nothing of
 * workflows. A step's {@code add-matcher} stays in force for the steps behind it. For one thread.
 */
public final class ProblemMatchers {
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

  /** The newest first: it has the first look at a line. */
  private final List<ProblemMatcher> matchers = new ArrayList<>();

  /**
   * Registers all matchers of a file; those with the same owners are replaced.
   *
   * @param name of the file, for messages
   * @throws InputException when the file is invalid; then nothing has changed
   */
  public void register(byte[] json, String name) {
    List<MatcherDefinition> added = new ArrayList<>(MatcherDefinition.readAll(json, name));
    Collections.reverse(added);
    for (var definition : added) {
      remove(definition.owner());
      matchers.addFirst(new ProblemMatcher(definition));
    }
  }

  /** Forgets the matcher of an owner. */
  public void remove(String owner) {
    matchers.removeIf(matcher -> matcher.owner().equalsIgnoreCase(owner));
  }

  /**
   * Forgets the matchers whose owners a file names.
   *
   * @throws InputException when the file is no JSON
   */
  public void removeAll(byte[] json, String name) {
    MatcherDefinition.owners(json, name).forEach(this::remove);
  }

  /** The problem that a line of output reports or completes. */
  public Optional<Annotation> match(String line) {
    if (matchers.isEmpty()) {
      return Optional.empty();
    }
    String plain = line.indexOf('\u001b') < 0 ? line : COLOURS.matcher(line).replaceAll("");
    for (var matcher : matchers) {
      var found = matcher.match(plain);
      if (found.isPresent()) {
        matchers.stream().filter(other -> other != matcher).forEach(ProblemMatcher::reset);
        return matcher.annotation(found.get());
      }
    }
    return Optional.empty();
  }

  /** Forgets reports that have begun: the next step's output has nothing to do with them. */
  public void endStep() {
    matchers.forEach(ProblemMatcher::reset);
  }
}
