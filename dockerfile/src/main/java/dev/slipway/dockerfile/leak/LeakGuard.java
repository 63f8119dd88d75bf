package dev.slipway.dockerfile.leak;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.oci.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Looks through layers for secrets, each layer once: what was found is kept beside the build cache,
 * by the name of the step's result. Safe for concurrent use.
 */
public final class LeakGuard {
  private static final int MOST_BYTES = 64 << 10;

  /** Reports of other numbers do not count: raise it with what is looked for. */
  private static final int SEARCH = 4;

  private final Path directory;

  /**
   * What was found.
   *
   * @param search which way of looking it was found by
   */
  private record Report(int search, List<Leak> leaks) {}

  private LeakGuard(Path directory) {
    this.directory = directory;
  }

  /** Opens or makes the directory of reports. */
  public static LeakGuard open(Path directory) throws IOException {
    return new LeakGuard(Files.createDirectories(directory));
  }

  /** One layer. */
  @FunctionalInterface
  private interface Scan {
    List<Leak> of(LayerScan scan) throws IOException;
  }

  /** Secrets whose values are known to one build. Hides them. */
  public static final class Known {
    private final List<KnownSecret> secrets;

    private Known(List<KnownSecret> secrets) {
      this.secrets = secrets;
    }

    /** Those handed over, and the values of environment files right in the build context. */
    public static Known of(Map<String, BuildSecret> given, Path context) throws IOException {
      var secrets = new ArrayList<KnownSecret>();
      for (var secret : given.entrySet()) {
        value(secret.getValue())
            .ifPresent(value -> secrets.add(KnownSecret.ofBuild(secret.getKey(), value)));
      }
      if (Files.isDirectory(context)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(context, ".env*")) {
          for (Path file : files) {
            if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
              String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
              String name = String.valueOf(file.getFileName());
              secrets.addAll(KnownSecret.ofEnvironmentFile(name, text));
            }
          }
        }
      }
      return new Known(List.copyOf(secrets));
    }
  }

  /** Empty when its file is missing: the step that needs it says so. */
  private static Optional<byte[]> value(BuildSecret secret) throws IOException {
    try {
      return Optional.of(secret.value());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** What was found in a result's layer when it was looked at; empty when it was not yet. */
  public Optional<List<Leak>> known(String result) {
    Path file = directory.resolve(result);
    try {
      byte[] bytes = Files.readAllBytes(file);
      Report report = Json.parse(bytes, file.toString(), Report.class);
      return report.search() == SEARCH ? Optional.of(report.leaks()) : Optional.empty();
    } catch (NoSuchFileException | InputException e) {
      // A damaged report is none: the layer is looked at again.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading what was found in a layer", e);
    }
  }

  /** Looks at a layer that a COPY or ADD made, as a directory. */
  public List<Leak> copied(String result, Path layer, Known known) throws IOException {
    return scanned(result, LayerScan.Where.COPIED, known, scan -> scan.directory(layer));
  }

  /** Looks at a layer that a RUN made, as a directory. */
  public List<Leak> made(String result, Path layer, Known known) throws IOException {
    return scanned(result, LayerScan.Where.MADE_BY_COMMAND, known, scan -> scan.directory(layer));
  }

  /** Looks at a layer that is only there as a blob. */
  public List<Leak> blob(String result, InputStream blob, Known known) throws IOException {
    return scanned(result, LayerScan.Where.MADE_BY_COMMAND, known, scan -> scan.blob(blob));
  }

  private List<Leak> scanned(String result, LayerScan.Where where, Known known, Scan scan)
      throws IOException {
    List<Leak> leaks = scan.of(new LayerScan(new SecretText(known.secrets), where));
    Path temporary = directory.resolve(".new-" + UUID.randomUUID());
    Files.write(temporary, Json.bytes(new Report(SEARCH, leaks)));
    Files.move(
        temporary,
        directory.resolve(result),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return leaks;
  }

  /** Looks at an image's variables, labels and command lines. */
  public static List<Leak> configuration(RunConfig config, List<String> history, Known known) {
    var secrets = new SecretText(known.secrets);
    var found = new ArrayList<Leak>();
    for (String variable : config.env()) {
      String name = variable.replaceFirst("=.*", "");
      found.addAll(find(secrets, "ENV " + name, variable.substring(name.length())));
    }
    config.labels().forEach((name, value) -> found.addAll(find(secrets, "LABEL " + name, value)));
    for (String line : history) {
      // A value that a later instruction replaced is in the history still.
      String instruction = line.replaceFirst("\\s.*", "");
      for (Leak leak : find(secrets, "the history of " + instruction, line)) {
        if (found.stream().noneMatch(other -> other.what().equals(leak.what()))) {
          found.add(leak);
        }
      }
    }
    return List.copyOf(found);
  }

  private static List<Leak> find(SecretText secrets, String place, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return secrets.find(place, bytes);
  }

  /** Forgets what was found in results that are gone. */
  public void retain(Set<String> results) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (!results.contains(String.valueOf(file.getFileName()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
