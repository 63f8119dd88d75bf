package dev.slipway.dockerfile;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.oci.Digest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a name in {@code FROM} or {@code --from} stands for when the caller says so ({@code
 * --build-context name=…}).
 */
public sealed interface NamedContext {
  /** A directory of this machine. */
  record Directory(Path path) implements NamedContext {}

  /** An image, as a Dockerfile would name it. */
  record Image(String reference) implements NamedContext {}

  /**
   * An image in an OCI image layout: {@code oci-layout://DIR[:TAG][@DIGEST]}.
   *
   * @param tag its {@code org.opencontainers.image.ref.name}; without a tag and a digest {@code
   *     latest}, or the only image that there is
   */
  record Layout(Path directory, Optional<String> tag, Optional<Digest> digest)
      implements NamedContext {
    /** As it was asked for, in full. */
    public String reference() {
      return LAYOUT
          + directory
          + tag.map(t -> ":" + t).orElse("")
          + digest.map(d -> "@" + d).orElse("");
    }
  }

  /** Starts an image in a layout. */
  String LAYOUT = "oci-layout://";

  /** Starts an image. */
  String IMAGE = "docker-image://";

  /**
   * Reads the value of {@code --build-context NAME=VALUE}. What is no other kind is a directory,
   * whether it is there or not.
   *
   * @param directory what relative paths are relative to
   * @throws InputException for repositories, archives and whatever else has to be fetched
   */
  static NamedContext parse(String name, String value, Path directory) {
    if (value.startsWith(IMAGE)) {
      return new Image(value.substring(IMAGE.length()));
    }
    Position where = Position.of("--build-context " + name + "=" + value);
    if (value.startsWith(LAYOUT)) {
      return layout(value.substring(LAYOUT.length()), directory, where);
    }
    if (value.matches("[a-z][a-z0-9+.-]*://.*|git@.*|(target|input):.*")) {
      throw new InputException(
          where,
          "this kind of context cannot be read here",
          "use a directory, " + IMAGE + "NAME or " + LAYOUT + "DIR:TAG");
    }
    return new Directory(directory.resolve(value));
  }

  private static Layout layout(String value, Path directory, Position where) {
    String rest = value;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Digest.find(rest.substring(at + 1));
      if (digest.isEmpty()) {
        throw new InputException(
            where, "has no digest after @", "write @sha256: and 64 hexadecimal digits");
      }
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    if (rest.isEmpty()) {
      throw new InputException(where, "names no directory", "write " + LAYOUT + "DIR:TAG");
    }
    return new Layout(directory.resolve(rest), tag, digest);
  }
}
