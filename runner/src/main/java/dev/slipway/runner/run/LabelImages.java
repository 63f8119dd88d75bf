package dev.slipway.runner.run;

import dev.slipway.base.DurableFiles;
import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;

/**
 * The images that the administrator gave labels of runners, kept in a file. A label without one
 * means this machine's programs.
 */
public final class LabelImages {
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final TypeReference<Map<String, Meaning>> FORM = new TypeReference<>() {};

  private final Path file;
  private volatile Map<String, Meaning> labels;

  /** Which jobs get the image. */
  public enum Use {
    /** All jobs with the label. */
    ALL,
    /** Jobs of forks, which may not have this machine's programs; others do. */
    FORKS
  }

  /** What a label means. */
  public record Meaning(String image, Use use) {}

  private LabelImages(Path file, Map<String, Meaning> labels) {
    this.file = file;
    this.labels = labels;
  }

  /** Reads the file, which need not exist. */
  public static LabelImages open(Path file) {
    try {
      Map<String, Meaning> labels =
          Files.exists(file) ? Json.MAPPER.readValue(Files.readAllBytes(file), FORM) : Map.of();
      return new LabelImages(file, Collections.unmodifiableMap(new TreeMap<>(labels)));
    } catch (IOException e) {
      throw new SlipwayException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  /** All of them, by label in lower case. */
  public Map<String, Meaning> all() {
    return labels;
  }

  Optional<Meaning> of(String label) {
    return Optional.ofNullable(labels.get(label.toLowerCase(Locale.ROOT)));
  }

  /**
   * Gives a label a meaning.
   *
   * @throws InputException when label or image is not the name of one
   */
  public synchronized void set(String label, Meaning meaning) {
    if (!LABEL.matcher(label).matches()) {
      throw new InputException(
          InputException.Position.of("label"),
          "\"" + label + "\" is no label",
          "use letters, digits, dots, dashes and underscores");
    }
    ImageReference.parse(meaning.image());
    var changed = new TreeMap<>(labels);
    changed.put(label.toLowerCase(Locale.ROOT), meaning);
    keep(changed);
  }

  /** Takes the meaning away; returns whether there was one. */
  public synchronized boolean remove(String label) {
    var changed = new TreeMap<>(labels);
    boolean was = changed.remove(label.toLowerCase(Locale.ROOT)) != null;
    if (was) {
      keep(changed);
    }
    return was;
  }

  private void keep(Map<String, Meaning> changed) {
    try {
      DurableFiles.write(file, Json.bytes(changed));
    } catch (IOException e) {
      throw new SlipwayException("could not write " + file + ": " + e.getMessage(), e);
    }
    labels = Collections.unmodifiableMap(changed);
  }
}
