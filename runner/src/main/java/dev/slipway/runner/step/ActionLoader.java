package dev.slipway.runner.step;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.ActionSources;
import dev.slipway.runner.action.HostedAction;
import dev.slipway.runner.action.Placement;
import dev.slipway.workflow.syntax.ActionFile;
import dev.slipway.workflow.syntax.ActionReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The actions that a job uses and that are not built in. Those of hosted repositories are put into
 * the job once, at the commit that their ref named at that time.
 */
final class ActionLoader {
  private final JobFiles files;
  private final ActionSources sources;
  private final String reader;
  private final Map<String, Loaded> hosted = new HashMap<>();

  /**
   * An action whose files are in the job.
   *
   * @param directory as the job sees it
   * @param github what it adds to the context {@code github}
   */
  record Loaded(ActionName name, ActionFile file, Path directory, Map<String, String> github) {}

  /**
   * @param reader the job's repository
   */
  ActionLoader(JobFiles files, ActionSources sources, String reader) {
    this.files = files;
    this.sources = sources;
    this.reader = reader;
  }

  /**
   * Finds an action.
   *
   * @param at where it is asked for
   * @param log told when one is fetched
   * @throws InputException when it is not there, or wrong
   */
  Loaded load(ActionName name, Position at, Consumer<String> log) throws IOException {
    return switch (name) {
      case ActionName.Local local -> local(local, at);
      case ActionName.Hosted remote -> {
        Loaded known = hosted.get(remote.toString());
        Loaded loaded = known == null ? fetch(remote, at, log) : known;
        hosted.put(remote.toString(), loaded);
        yield loaded;
      }
      case ActionName.Image image ->
          throw new InputException(
              at, "actions in images (" + image + ") cannot run yet", "write its steps as scripts");
    };
  }

  private Loaded local(ActionName.Local name, Position at) throws IOException {
    Path directory = files.workspace().resolve(name.path()).normalize();
    for (String file : HostedAction.FILES) {
      Optional<byte[]> content = new Placement(files).read(directory.resolve(file));
      if (content.isPresent()) {
        String label = Path.of(name.path()).resolve(file).normalize().toString();
        var github = Map.of("action_path", directory.toString());
        return new Loaded(name, read(content.get(), label), directory, github);
      }
    }
    throw new InputException(
        at,
        "there is no action.yml in " + directory,
        "a step that makes it, such as actions/checkout, must come before");
  }

  private Loaded fetch(ActionName.Hosted name, Position at, Consumer<String> log)
      throws IOException {
    return switch (HostedAction.find(sources, name, reader)) {
      case HostedAction.Missing(String reason) ->
          throw new InputException(
              at, reason, "push its repository to this instance, or look at the network");
      case HostedAction.Found(HostedAction action) -> {
        log.accept("Action " + name + " at " + action.commit().sha());
        action.warning().ifPresent(warning -> log.accept("warning: " + warning));
        yield placed(action);
      }
    };
  }

  private Loaded placed(HostedAction action) throws IOException {
    ActionName.Hosted name = action.name();
    ActionFile file = read(action.content(), action.label());
    Path directory = place(action).resolve(name.path()).normalize();
    var github = new LinkedHashMap<String, String>();
    github.put("action_path", directory.toString());
    github.put("action_repository", name.repository());
    github.put("action_ref", name.ref());
    return new Loaded(name, file, directory, github);
  }

  private Path place(HostedAction action) throws IOException {
    ActionName.Hosted name = action.name();
    Path root =
        files
            .temporary()
            .resolveSibling("_actions")
            .resolve(name.repository())
            .resolve(name.ref().replaceAll("[^\\w.-]", "_"));
    var placement = new Placement(files);
    if (!placement.exists(root)) {
      Path made = files.scratch().resolve("action");
      try (GitRepository repository = sources.open(name, reader).orElseThrow().content()) {
        repository.checkout(action.commit(), made);
      }
      placement.move(made, root);
    }
    return root;
  }

  private static ActionFile read(byte[] content, String label) {
    return switch (ActionReader.read(content, label)) {
      case ActionReader.Accepted(ActionFile file) -> file;
      case ActionReader.Refused refused -> throw refused.problems().getFirst().exception();
    };
  }
}
