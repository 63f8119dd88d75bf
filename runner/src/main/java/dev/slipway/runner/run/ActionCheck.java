package dev.slipway.runner.run;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.git.CommitId;
import dev.slipway.runner.action.ActionLock;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.action.HostedAction;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.workflow.syntax.ActionFile;
import dev.slipway.workflow.syntax.ActionReader;
import dev.slipway.workflow.syntax.ActionReference;
import dev.slipway.workflow.syntax.Problem;
import dev.slipway.workflow.syntax.Step;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Whether the actions that steps use can run here, and those that these use: said before anything
 * runs.
 */
final class ActionCheck {
  private final NativeActions actions;
  private final ActionSources sources;
  private final String reader;
  private final Function<String, Optional<byte[]>> files;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, CommitId> used = new TreeMap<>();

  /**
   * @param reader the repository whose jobs use them
   * @param files of the commit whose workflows are checked
   */
  ActionCheck(
      NativeActions actions,
      ActionSources sources,
      String reader,
      Function<String, Optional<byte[]>> files) {
    this.actions = actions;
    this.sources = sources;
    this.reader = reader;
    this.files = files;
  }

  /** Adds what is wrong with an action, or with one that it uses. */
  void check(Step.Uses uses, List<Problem> problems, List<Problem> warnings) {
    if (ActionReference.parse(uses.action()).isEmpty()) {
      return; // Reported with the other things that no runner could do.
    }
    try {
      switch (ActionName.parse(uses.action())) {
        case ActionName.Hosted name -> hosted(name, uses.actionAt(), problems, warnings);
        case ActionName.Local name -> local(name, uses.actionAt(), problems, warnings);
        case ActionName.Image image ->
            problems.add(
                new Problem(uses.actionAt(), "actions in images are not supported yet", builtIn()));
      }
    } catch (InputException e) {
      Position at = e.position().line() > 0 ? e.position() : uses.actionAt();
      problems.add(new Problem(at, e.problem(), e.hint().orElse("")));
    }
  }

  private String builtIn() {
    return "built in are " + String.join(", ", actions.names());
  }

  private void hosted(
      ActionName.Hosted name, Position at, List<Problem> problems, List<Problem> warnings) {
    if (actions.find(name).isPresent()) {
      return;
    }
    switch (HostedAction.find(sources, name, reader)) {
      case HostedAction.Found(HostedAction action) -> {
        used.put(ActionLock.key(name), action.commit());
        lock()
            .flatMap(file -> file.objection(name, action.commit()))
            .ifPresent(objection ->
                problems.add(new Problem(at, objection.problem(), objection.hint().orElse(""))));
        read(action.content(), action.label(), problems, warnings);
      }
      case HostedAction.Missing(String reason) -> {
        // Of one that is built in for other versions, that is what helps.
        String problem = actions.isKnown(name) ? actions.problem(name).orElse(reason) : reason;
        problems.add(new Problem(at, problem, builtIn()));
      }
    }
  }

  private Optional<ActionLock> lock() {
    return files.apply(ActionLock.FILE).map(ActionLock::read);
  }

  /** The actions of repositories that were found, by the names a lock has for them. */
  Map<String, CommitId> used() {
    return used;
  }

  private void local(
      ActionName.Local name, Position at, List<Problem> problems, List<Problem> warnings) {
    Path directory = Path.of(name.path()).normalize();
    if (directory.startsWith("..")) {
      problems.add(
          new Problem(at, name + " leads out of the workspace", "name a directory inside of it"));
      return;
    }
    for (String file : HostedAction.FILES) {
      String path = directory.resolve(file).normalize().toString();
      Optional<byte[]> content = files.apply(path);
      if (content.isPresent()) {
        read(content.get(), path, problems, warnings);
        return;
      }
    }
    warnings.add(
        new Problem(
            at,
            "this commit has no action.yml in " + name,
            "a step before this one must bring it, or the job fails here"));
  }

  private void read(byte[] content, String label, List<Problem> problems, List<Problem> warnings) {
    if (!seen.add(label)) {
      return;
    }
    switch (ActionReader.read(content, label)) {
      case ActionReader.Refused refused -> problems.addAll(refused.problems());
      case ActionReader.Accepted(ActionFile action) -> {
        switch (action.runs()) {
          case ActionFile.JavaScript script -> {}
          case ActionFile.Container container ->
              problems.add(
                  new Problem(
                      container.at(),
                      "actions that run in an image of their own cannot run here yet",
                      "write its steps as scripts, or as a composite action"));
          case ActionFile.Composite composite ->
              composite.steps().stream()
                  .filter(Step.Uses.class::isInstance)
                  .forEach(step -> check((Step.Uses) step, problems, warnings));
        }
      }
    }
  }
}
