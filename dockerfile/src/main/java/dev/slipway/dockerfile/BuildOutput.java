package dev.slipway.dockerfile;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest.BaseLayers;
import dev.slipway.oci.layer.Compression;
import dev.slipway.oci.layer.Packing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a finished image goes besides the blob store. */
public sealed interface BuildOutput {
  /** What {@code --output} may say. */
  List<String> KEYS =
      List.of(
          "type",
          "dest",
          "tar",
          "name",
          "compression",
          "compression-level",
          "force-compression",
          "oci-mediatypes",
          "rewrite-timestamp");

  /** What it may say of an image besides: whoever asks for the build decides on the push. */
  List<String> IMAGE_KEYS = List.of("push", "name-canonical", "store", "unpack");

  /** Starts keys that annotate the manifest. */
  List<String> ANNOTATIONS = List.of("annotation.", "annotation-manifest.");

  /** Nowhere else: the image stays in the blob store, under the request's tags. */
  record Image() implements BuildOutput {}

  /** An OCI image layout in a directory: {@code type=oci,dest=DIR}. */
  record OciDirectory(Path directory) implements BuildOutput {}

  /** An OCI image layout in a tar file: {@code type=oci,dest=FILE.tar}. */
  record OciArchive(Path file) implements BuildOutput {}

  /** What {@code docker load} reads: {@code type=docker,dest=FILE}. */
  record DockerArchive(Path file) implements BuildOutput {}

  /** The image's files in a directory: {@code type=local,dest=DIR}. */
  record LocalDirectory(Path directory) implements BuildOutput {}

  /** The image's files in a tar file: {@code type=tar,dest=FILE}. */
  record Tar(Path file) implements BuildOutput {}

  /**
   * Reads the value of {@code --output}: {@code type=image|oci|docker|local|tar} with {@code
   * dest=PATH}, or a path alone, which means {@code type=local}. An OCI layout becomes a tar file
   * when the destination ends in {@code .tar} or {@code tar=true} says so.
   *
   * @param directory what relative destinations are relative to
   * @throws InputException when the type or a key is not known
   */
  static BuildOutput parse(String value, Path directory) {
    if (value.equals("-")) {
      throw invalid(value, "cannot be written to standard output", "write type=tar,dest=FILE");
    }
    if (!value.contains("=")) {
      return new LocalDirectory(directory.resolve(value));
    }
    Map<String, String> keys = keys(value);
    String type = keys.getOrDefault("type", "");
    checkCompression(value);
    if (type.equals("image") || type.equals("registry")) {
      return new Image();
    }
    String destination = keys.getOrDefault("dest", "");
    if (destination.equals("-")) {
      throw invalid(value, "cannot be written to standard output", "name a file as its dest");
    }
    if (destination.isEmpty()) {
      throw invalid(value, "has no dest", "add dest=PATH");
    }
    Path path = directory.resolve(destination);
    boolean archive =
        Boolean.parseBoolean(
            keys.getOrDefault("tar", Boolean.toString(destination.endsWith(".tar"))));
    return switch (type) {
      case "oci" -> archive ? new OciArchive(path) : new OciDirectory(path);
      case "docker" -> new DockerArchive(path);
      case "local" -> new LocalDirectory(path);
      case "tar" -> new Tar(path);
      default ->
          throw invalid(
              value,
              "has the unknown type \"" + type + "\"",
              "use image, registry, oci, docker, local or tar");
    };
  }

  private static void checkCompression(String value) {
    var _ = packing(value);
    var _ = baseLayers(value);
    var _ = notices(value);
  }

  /**
   * How {@code compression=} and {@code compression-level=} want layers made; empty when they do
   * not say. A level alone is one of gzip.
   */
  static Optional<Packing> packing(String value) {
    Map<String, String> keys = value.contains("=") ? keys(value) : Map.of();
    String level = keys.getOrDefault("compression-level", "");
    Compression compression = compression(value, keys.getOrDefault("compression", ""));
    if (!level.isEmpty()) {
      return Optional.of(new Packing(compression, level(value, compression, level)));
    }
    return keys.getOrDefault("compression", "").isEmpty()
        ? Optional.empty()
        : Optional.of(Packing.of(compression));
  }

  private static Optional<Integer> level(String value, Compression compression, String text) {
    int level = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (compression == Compression.NONE && level >= 0) {
      return Optional.empty();
    }
    if (level < 0 || level > compression.highestLevel()) {
      throw invalid(
          value,
          "has the compression-level " + text,
          "write 0 to "
              + Compression.GZIP.highestLevel()
              + ", with compression=zstd up to "
              + Compression.ZSTD.highestLevel());
    }
    return Optional.of(level);
  }

  private static Compression compression(String value, String wanted) {
    return switch (wanted) {
      case "", "gzip" -> Compression.GZIP;
      case "zstd" -> Compression.ZSTD;
      case "uncompressed" -> Compression.NONE;
      case "estargz" ->
          throw invalid(
              value, "has the compression estargz, which is not made here", "use gzip or zstd");
      default ->
          throw invalid(
              value,
              "has the unknown compression \"" + wanted + "\"",
              "use gzip, zstd or uncompressed");
    };
  }

  /** What {@code force-compression=} says of the layers of base images. */
  static BaseLayers baseLayers(String value) {
    String forced = value.contains("=") ? keys(value).getOrDefault("force-compression", "") : "";
    return switch (forced) {
      case "", "false", "0" -> BaseLayers.AS_THEY_ARE;
      case "true", "1" -> BaseLayers.RECOMPRESSED;
      default ->
          throw invalid(
              value,
              "has force-compression=" + forced,
              "write force-compression=true or leave it out");
    };
  }

  /** What it asks for and is done otherwise, in words. */
  static List<String> notices(String value) {
    Map<String, String> keys = value.contains("=") ? keys(value) : Map.of();
    String level = keys.getOrDefault("compression-level", "");
    boolean uncompressed = keys.getOrDefault("compression", "").equals("uncompressed");
    return uncompressed && !level.isEmpty()
        ? List.of("--output: compression-level=" + level + " has no effect on uncompressed layers")
        : List.of();
  }

  /** The names that {@code name=} gives to the image. */
  static List<String> names(String value) {
    String names = value.contains("=") ? keys(value).getOrDefault("name", "") : "";
    return names.isEmpty() ? List.of() : List.of(names);
  }

  /** Whether it says that the image is to be pushed. */
  static boolean pushes(String value) {
    List<String> fields = List.of(value.split(",", -1));
    return fields.contains("type=registry") || fields.contains("push=true");
  }

  /** The annotations that it gives to the manifest. */
  static Map<String, String> annotations(String value) {
    var annotations = new LinkedHashMap<String, String>();
    if (value.contains("=")) {
      keys(value)
          .forEach((key, text) -> {
            ANNOTATIONS.stream()
                .filter(key::startsWith)
                .forEach(start -> annotations.put(key.substring(start.length()), text));
          });
    }
    return annotations;
  }

  private static boolean isKnown(String key, String value) {
    boolean image = value.matches("(.*,)?type=(image|registry)(,.*)?");
    return KEYS.contains(key)
        || ANNOTATIONS.stream().anyMatch(key::startsWith)
        || (image && IMAGE_KEYS.contains(key));
  }

  private static Map<String, String> keys(String value) {
    var keys = new LinkedHashMap<String, String>();
    for (String field : value.split(",", -1)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      if (equals < 0 || !isKnown(key, value)) {
        throw invalid(
            value, "has the unknown key \"" + key + "\"", "use " + String.join(", ", KEYS));
      }
      keys.put(key, field.substring(equals + 1));
    }
    // Both say what is done anyway; the opposite is not done.
    for (String only : List.of("oci-mediatypes", "rewrite-timestamp")) {
      if (!keys.getOrDefault(only, "true").equals("true")) {
        throw invalid(value, "has " + only + "=" + keys.get(only), "leave " + only + " out");
      }
    }
    return keys;
  }

  private static InputException invalid(String value, String problem, String hint) {
    return new InputException(Position.of("--output " + value), problem, hint);
  }
}
