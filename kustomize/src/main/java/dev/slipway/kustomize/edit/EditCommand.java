package dev.slipway.kustomize.edit;

import dev.slipway.base.DurableFiles;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.NearMiss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@code kustomize edit}: changes the kustomization file of a directory. */
public final class EditCommand {
  private final Path directory;
  private final Consumer<String> log;

  /**
   * An editor of the file in {@code directory}.
   *
   * @param log told what was left undone and why
   */
  public EditCommand(Path directory, Consumer<String> log) {
    this.directory = directory;
    this.log = log;
  }

  /**
   * Runs what follows {@code edit}.
   *
   * @throws UsageException when the command line is wrong; nothing is changed then
   */
  public void run(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      throw new UsageException("must specify one of add, fix, remove and set");
    }
    Path file = file();
    KustomizationText text =
        KustomizationText.parse(Files.readString(file), directory.relativize(file).toString());
    String verb = arguments.getFirst();
    List<String> rest = arguments.subList(1, arguments.size());
    if (!verb.equals("fix") && rest.isEmpty()) {
      throw new UsageException("kustomize edit " + verb + ": must specify what");
    }
    switch (verb) {
      case "set" -> new SetCommands(text).run(rest.getFirst(), rest.subList(1, rest.size()));
      case "add" -> lists(text).add(rest.getFirst(), rest.subList(1, rest.size()));
      case "remove" -> lists(text).remove(rest.getFirst(), rest.subList(1, rest.size()));
      case "fix" -> new FixCommand(text.fields()).run();
      default ->
          throw new UsageException(
              "unknown command \""
                  + verb
                  + "\" for \"kustomize edit\". "
                  + NearMiss.hint(verb, List.of("add", "fix", "remove", "set")));
    }
    DurableFiles.write(file, text.write().getBytes(StandardCharsets.UTF_8));
  }

  private ListCommands lists(KustomizationText text) {
    return new ListCommands(text, directory, log);
  }

  private Path file() {
    List<Path> present =
        Kustomization.FILE_NAMES.stream()
            .map(directory::resolve)
            .filter(Files::isRegularFile)
            .toList();
    if (present.isEmpty()) {
      throw new UsageException("Missing kustomization file 'kustomization.yaml'.\n");
    }
    if (present.size() > 1) {
      throw new UsageException("Found multiple kustomization files: " + present);
    }
    return present.getFirst();
  }
}
