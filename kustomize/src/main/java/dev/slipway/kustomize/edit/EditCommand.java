package dev.slipway.kustomize.edit;

import dev.slipway.base.DurableFiles;
import dev.slipway.kustomize.config.Kustomization;
import dev.slipway.kustomize.config.NearMiss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** {@code kustomize edit}: changes the kustomization file of a directory. */
public final class EditCommand {
  private static final List<String> VERBS = List.of("add", "fix", "remove", "set");
  private static final List<String> ADDED =
      List.of(
          "annotation",
          "base",
          "buildmetadata",
          "component",
          "configmap",
          "generator",
          "label",
          "patch",
          "resource",
          "secret",
          "transformer",
          "validator");
  private static final List<String> SET =
      Stream.concat(
              Stream.of("annotation", "buildmetadata", "configmap", "label", "secret"),
              SetCommands.NAMES.stream())
          .sorted()
          .toList();

  private final Path directory;
  private final Consumer<String> out;
  private final Consumer<String> log;

  /**
   * An editor of the file in {@code directory}.
   *
   * @param out told what was done, line by line
   * @param log told what was left undone and why
   */
  public EditCommand(Path directory, Consumer<String> out, Consumer<String> log) {
    this.directory = directory;
    this.out = out;
    this.log = log;
  }

  /**
   * Runs what follows {@code edit}.
   *
   * @throws UsageException when the command line is wrong; nothing is changed then
   */
  public void run(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      throw new UsageException("must specify one of " + VERBS);
    }
    String verb = arguments.getFirst();
    List<String> rest = arguments.subList(1, arguments.size());
    requireKnown(verb, rest);
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    KustomizationText text = KustomizationText.parse(bytes, String.valueOf(file.getFileName()));
    if (verb.equals("fix")) {
      new FixCommand(text, directory, out).run(rest);
    } else {
      change(text.fields(), file, verb, rest);
    }
    byte[] changed = text.write().getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(bytes, changed)) {
      // A file that is a link stays one, and its permissions stay.
      Path real = file.toRealPath();
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
      DurableFiles.write(real, changed);
      Files.setPosixFilePermissions(real, permissions);
    }
  }

  private static void requireKnown(String verb, List<String> rest) {
    List<String> known = verb.equals("set") ? SET : ADDED;
    if (!VERBS.contains(verb)) {
      throw unknown(verb, "kustomize edit", VERBS);
    }
    if (verb.equals("fix")) {
      return;
    }
    if (rest.isEmpty()) {
      throw new UsageException("kustomize edit " + verb + ": must specify one of " + known);
    }
    if (!known.contains(rest.getFirst())) {
      throw unknown(rest.getFirst(), "kustomize edit " + verb, known);
    }
  }

  private static UsageException unknown(String word, String command, List<String> known) {
    String what = "unknown command \"" + word + "\" for \"" + command + "\". ";
    return new UsageException((what + NearMiss.hint(word, known)).strip());
  }

  private void change(ObjectNode fields, Path file, String verb, List<String> rest)
      throws IOException {
    String what = rest.getFirst();
    List<String> arguments = rest.subList(1, rest.size());
    switch (what) {
      case "label" ->
          metadata(new MetadataCommands(fields, MetadataCommands.Kind.LABEL), verb, arguments);
      case "annotation" ->
          metadata(new MetadataCommands(fields, MetadataCommands.Kind.ANNOTATION), verb, arguments);
      case "configmap" -> generator(fields, GeneratorCommands.Kind.CONFIG_MAP, verb, arguments);
      case "secret" -> generator(fields, GeneratorCommands.Kind.SECRET, verb, arguments);
      case "buildmetadata" -> buildMetadata(new BuildMetadataCommands(fields), verb, arguments);
      case "patch" -> {
        var patches = new PatchCommands(fields, log);
        if (verb.equals("add")) {
          patches.add(arguments);
        } else {
          patches.remove(arguments);
        }
      }
      default -> {
        if (verb.equals("set")) {
          new SetCommands(fields, log).run(what, arguments);
        } else {
          paths(new PathCommands(fields, file, log), verb, rest);
        }
      }
    }
  }

  private static void metadata(MetadataCommands commands, String verb, List<String> arguments) {
    switch (verb) {
      case "add" -> commands.add(arguments);
      case "set" -> commands.set(arguments);
      default -> commands.remove(arguments);
    }
  }

  private void generator(
      ObjectNode fields, GeneratorCommands.Kind kind, String verb, List<String> arguments)
      throws IOException {
    var commands = new GeneratorCommands(fields, directory, kind, log);
    switch (verb) {
      case "add" -> commands.add(arguments);
      case "set" -> commands.set(arguments);
      default -> commands.remove(arguments);
    }
  }

  private static void buildMetadata(
      BuildMetadataCommands commands, String verb, List<String> arguments) {
    switch (verb) {
      case "add" -> commands.add(arguments);
      case "set" -> commands.set(arguments);
      default -> commands.remove(arguments);
    }
  }

  private static void paths(PathCommands commands, String verb, List<String> rest)
      throws IOException {
    List<String> arguments = rest.subList(1, rest.size());
    if (verb.equals("add")) {
      commands.add(rest.getFirst(), arguments);
    } else {
      commands.remove(rest.getFirst(), arguments);
    }
  }

  private Path file() {
    List<Path> present =
        Kustomization.FILE_NAMES.stream()
            .map(directory::resolve)
            .filter(Files::isRegularFile)
            .toList();
    if (present.isEmpty()) {
      throw new UsageException(
          "Missing kustomization file 'kustomization.yaml' in " + directory + ".");
    }
    if (present.size() > 1) {
      throw new UsageException("Found multiple kustomization files: " + present);
    }
    return present.getFirst();
  }
}
