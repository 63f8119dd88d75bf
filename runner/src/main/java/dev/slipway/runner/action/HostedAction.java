package dev.slipway.runner.action;

import dev.slipway.base.SlipwayException;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import java.util.List;
import java.util.Optional;

/**
 * An action in a repository, at the commit that its ref named when it was asked for.
 *
 * @param name as the step writes it
 * @param warning what people should know about where it comes from
 * @param file the path of its {@code action.yml} in the repository
 */
public record HostedAction(
    ActionName.Hosted name,
    CommitId commit,
    String file,
    byte[] content,
    Optional<String> warning) {
  /** The names an action's file may have, in the order they are looked for. */
  public static final List<String> FILES = List.of("action.yml", "action.yaml");

  private static final String NOT_HERE =
      "the action %s is not built in and its repository is not hosted here";

  /** What came of looking for it. */
  public sealed interface Search {}

  /** It is there. */
  public record Found(HostedAction action) implements Search {}

  /** It is not, and why, for people. */
  public record Missing(String reason) implements Search {}

  /**
   * Looks for it.
   *
   * @param reader the repository whose job uses it
   */
  public static Search find(ActionSources sources, ActionName.Hosted name, String reader) {
    Optional<ActionSources.Opened> opened;
    try {
      opened = sources.open(name, reader);
    } catch (SlipwayException e) {
      return new Missing(NOT_HERE.formatted(name) + ", and " + e.getMessage());
    }
    if (opened.isEmpty()) {
      return new Missing(NOT_HERE.formatted(name));
    }
    try (GitRepository repository = opened.get().content()) {
      Optional<CommitId> commit =
          resolve(repository, name.ref()).map(found -> sources.settled(name, found));
      if (commit.isEmpty()) {
        return new Missing(
            "the repository " + name.repository() + " has no tag, branch or commit " + name.ref());
      }
      for (String file : FILES) {
        String path = name.path().isEmpty() ? file : name.path() + "/" + file;
        Optional<byte[]> content = repository.file(commit.get(), path);
        if (content.isPresent()) {
          return new Found(
              new HostedAction(name, commit.get(), path, content.get(), opened.get().warning()));
        }
      }
      return new Missing(
          "there is no action.yml in "
              + name.name()
              + " at "
              + name.ref()
              + " ("
              + commit.get().sha()
              + ")");
    }
  }

  /** A tag comes before a branch of the same name, as on GitHub. */
  private static Optional<CommitId> resolve(GitRepository repository, String ref) {
    return repository
        .resolve("refs/tags/" + ref)
        .or(() -> repository.resolve("refs/heads/" + ref))
        .or(() -> ref.matches("[0-9a-f]{40}") ? repository.resolve(ref) : Optional.empty());
  }

  /** For positions in its file: {@code OWNER/NAME/action.yml@REF}. */
  public String label() {
    return name.repository() + "/" + file + "@" + name.ref();
  }
}
