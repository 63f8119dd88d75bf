package dev.slipway.dockerfile.build;

import dev.slipway.base.Command;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Dockerfile with its context and what is to become of it, in one text file. Lines of {@code key:
 * value} come first:
 *
 * <ul>
 *   <li>{@code covers}: the rows of the feature table
 *   <li>{@code peers}: {@code docker}, {@code buildah}; {@code none}: the peers' versions are too
 *       old, the golden sections count
 *   <li>{@code always}: {@code yes} when it is compared with peers in every run of the tests
 *   <li>{@code options}: of {@code docker build}, separated by blanks
 *   <li>{@code differs}: paths, separated by blanks, at which the peer is known to do otherwise,
 *       and has to
 *   <li>{@code because}: why that is so
 *   <li>{@code fails}: a part of the message with which we refuse it; the peers refuse it too
 * </ul>
 *
 * <p>A file {@code make} is a program that completes the context and is removed.
 *
 * <p>Then come files, {@code === PATH [MODE]}, {@code === PATH -> TARGET}, and what is expected:
 * {@code === golden files} (lines of {@link PeerListing}, those of the base left out) and {@code
 * === golden config} (JSON that the configuration has to contain).
 */
record PeerCase(String name, Map<String, String> header, List<Section> sections) {
  private static final long SECONDS = 981_173_106; // 2001-02-03, as if checked out long ago
  private static final String GOLDEN = "golden ";

  record Section(String title, String body) {}

  static List<PeerCase> all() {
    Path directory = Path.of("src/test/resources/peers").toAbsolutePath();
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().map(PeerCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PeerCase read(Path file) {
    var header = new LinkedHashMap<String, String>();
    var sections = new ArrayList<Section>();
    String title = "";
    var body = new StringBuilder();
    try {
      for (String line : Files.readString(file).split("(?<=\n)", -1)) {
        if (line.startsWith("=== ")) {
          if (!title.isEmpty()) {
            sections.add(new Section(title, body.toString()));
          }
          title = line.substring(4).strip();
          body.setLength(0);
        } else if (!title.isEmpty()) {
          body.append(line);
        } else if (line.contains(":")) {
          int colon = line.indexOf(':');
          header.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sections.add(new Section(title, body.toString()));
    String name = String.valueOf(file.getFileName()).replaceAll("\\.txt$", "");
    return new PeerCase(name, header, sections);
  }

  boolean isFor(String peer) {
    return List.of(header.getOrDefault("peers", "docker").split("[, ]+")).contains(peer);
  }

  boolean isForEveryRun() {
    return header.getOrDefault("always", "").equals("yes");
  }

  boolean fails() {
    return header.containsKey("fails");
  }

  String problem() {
    return header.getOrDefault("fails", "");
  }

  List<String> knownDifferences() {
    String text = header.getOrDefault("differs", "");
    return text.isEmpty() ? List.of() : List.of(text.split(" +"));
  }

  boolean hasGolden() {
    return sections.stream().anyMatch(s -> s.title().startsWith(GOLDEN));
  }

  /** The text of {@code golden files} or {@code golden config}; empty when there is none. */
  String golden(String kind) {
    return sections.stream()
        .filter(s -> s.title().equals(GOLDEN + kind))
        .map(Section::body)
        .findFirst()
        .orElse("");
  }

  List<String> options() {
    String text = header.getOrDefault("options", "");
    return text.isEmpty() ? List.of() : List.of(text.split(" +"));
  }

  /** Lays the context down. */
  Path writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Section section : sections) {
      if (!section.title().startsWith(GOLDEN)) {
        write(directory, section);
      }
    }
    Path maker = directory.resolve("make");
    if (Files.isExecutable(maker)) {
      Command.of(maker.toString()).withDirectory(directory).run().orThrow("make the context");
      Files.delete(maker);
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        // Not the same in two cases: peers take files of equal size and time for the same.
        PosixFiles.setTimes(path, SECONDS + Math.floorMod(name.hashCode(), 1_000_000), 0);
      }
    }
    return directory;
  }

  private static void write(Path directory, Section section) throws IOException {
    String[] words = section.title().split(" ");
    Path path = directory.resolve(words[0]);
    if (words[0].endsWith("/")) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (words.length == 3 && words[1].equals("->")) {
      Files.createSymbolicLink(path, Path.of(words[2]));
    } else if (words.length == 3 && words[1].equals("=")) {
      Files.createLink(path, directory.resolve(words[2]));
    } else {
      Files.writeString(path, section.body());
      PosixFiles.chmod(path, words.length > 1 ? Integer.parseInt(words[1], 8) : 0644);
    }
    for (Path up = path.getParent(); up != null && !up.equals(directory); up = up.getParent()) {
      if (!Files.isDirectory(up, LinkOption.NOFOLLOW_LINKS)) {
        throw new IllegalStateException(up + " is no directory");
      }
      PosixFiles.chmod(up, 0755);
    }
  }

  /** Our request for it. */
  BuildRequest request(Path context) {
    var changes = BuildRequest.of(context).change();
    Map<String, String> arguments = new LinkedHashMap<>();
    Map<String, NamedContext> contexts = new LinkedHashMap<>();
    Map<String, BuildSecret> secrets = new LinkedHashMap<>();
    Map<String, String> labels = new LinkedHashMap<>();
    List<String> words = options();
    for (int i = 0; i < words.size(); i += 2) {
      String value = words.get(i + 1);
      String[] pair = value.split("=", 2);
      switch (words.get(i)) {
        case "--build-arg" -> arguments.put(pair[0], pair[1]);
        case "--target" -> changes.target(value);
        case "--label" -> labels.put(pair[0], pair[1]);
        case "-f" -> changes.dockerfile(context.resolve(value));
        case "--build-context" ->
            contexts.put(pair[0], new NamedContext.Directory(context.resolve(pair[1])));
        case "--secret" -> {
          String[] fields = value.split("[=,]");
          secrets.put(fields[1], new BuildSecret.FromFile(context.resolve(fields[3])));
        }
        default -> throw new IllegalStateException(name + ": option " + words.get(i));
      }
    }
    return changes
        .buildArgs(arguments)
        .contexts(contexts)
        .secrets(secrets)
        .labels(labels)
        .network(BuildRequest.DefaultNetwork.NONE)
        .done();
  }

  @Override
  public String toString() {
    return name;
  }
}
