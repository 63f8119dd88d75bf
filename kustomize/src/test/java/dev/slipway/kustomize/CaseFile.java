package dev.slipway.kustomize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Overlays written compactly, see {@code cases/README.md}. */
record CaseFile(String name, List<Case> cases) {
  private static final List<String> NAMES =
      List.of(
          "combinations",
          "fields",
          "generators",
          "layers",
          "observed",
          "renamed",
          "replacements",
          "selectors",
          "steps",
          "subjects",
          "transformers");

  /**
   * One overlay and what it builds to.
   *
   * @param expected the output; {@code !!! fails} when there must be none
   */
  record Case(String name, Map<String, String> files, String expected) {
    boolean fails() {
      return expected.startsWith("!!! fails");
    }

    /** Writes the overlay into a directory. */
    Path write(Path directory) {
      try {
        for (var file : files.entrySet()) {
          Path path = directory.resolve(file.getKey());
          Files.createDirectories(path.getParent());
          Files.writeString(path, file.getValue());
        }
        return directory;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** All cases except those that are known to differ. */
  static Stream<Case> comparable() {
    List<String> known =
        text("known-differences.txt")
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.split("\\s+")[0])
            .toList();
    return all().filter(c -> !known.contains(c.name()));
  }

  static Stream<Case> all() {
    return NAMES.stream().map(CaseFile::read).flatMap(file -> file.cases().stream());
  }

  /** The name of the file that a case is in. */
  static String fileOf(Case one) {
    return one.name().substring(0, one.name().indexOf('/'));
  }

  /** What a file's cases and their output come to: a digest that changes with either. */
  static String digest(String name) {
    try {
      byte[] both =
          (text(name + ".txt") + text(name + ".expected")).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(both));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** The kustomize that gave the output, and the digests of the files it was compared with. */
  static List<String> confirmed() {
    return text("confirmed.txt").lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static CaseFile read(String name) {
    Map<String, String> expected = sections(text(name + ".expected"), "=== ");
    Map<String, String> shared = Map.of();
    var cases = new ArrayList<Case>();
    for (var section : sections(text(name + ".txt"), "=== ").entrySet()) {
      Map<String, String> files = new LinkedHashMap<>(shared);
      files.putAll(sections(section.getValue(), "--- "));
      if (section.getKey().equals("shared")) {
        shared = files;
      } else {
        String output = Objects.requireNonNull(expected.get(section.getKey()), section.getKey());
        cases.add(new Case(name + "/" + section.getKey(), files, output));
      }
    }
    return new CaseFile(name, List.copyOf(cases));
  }

  private static Map<String, String> sections(String text, String mark) {
    Map<String, String> sections = new LinkedHashMap<>();
    String current = null;
    for (String line : text.split("(?<=\n)")) {
      boolean header =
          line.startsWith(mark) && line.strip().substring(mark.length()).matches("[\\w./-]+");
      if (header) {
        current = line.strip().substring(mark.length());
        sections.put(current, "");
      } else if (current != null) {
        sections.merge(current, line, String::concat);
      }
    }
    return sections;
  }

  private static String text(String name) {
    try (var stream = CaseFile.class.getResourceAsStream("/cases/" + name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
