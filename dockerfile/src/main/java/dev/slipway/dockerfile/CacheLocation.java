package dev.slipway.dockerfile;

import dev.slipway.oci.ImageReference;
import java.nio.file.Path;

/** Where results of steps are kept besides the builder's own cache. */
public sealed interface CacheLocation {
  /** Which steps go there. */
  enum Mode {
    /** Those whose layers are the image's. */
    MIN,
    /** All. */
    MAX
  }

  /** What becomes of a build whose results cannot be left there. */
  enum Unreachable {
    FAILS,
    /** It is told: {@code ignore-error=true}. */
    IS_TOLD
  }

  Mode mode();

  /** As part of a sentence. */
  default String shown() {
    return switch (this) {
      case Kept kept -> "the builder itself";
      case Inline inline -> "the image itself";
      case Directory(Path directory, var mode, var unreachable) -> "the directory " + directory;
      case Registry(ImageReference reference, var mode, var unreachable) -> reference.familiar();
    };
  }

  /** GitHub's cache service: a job's builder is this one, whose cache stays. Nothing is moved. */
  record Kept(Mode mode) implements CacheLocation {}

  /** The image's configuration: {@code type=inline}. Found again by the image's name. */
  record Inline() implements CacheLocation {
    @Override
    public Mode mode() {
      return Mode.MIN;
    }
  }

  /** An OCI layout in a directory: {@code type=local,dest=DIR} or {@code src=DIR}. */
  record Directory(Path directory, Mode mode, Unreachable unreachable) implements CacheLocation {
    public Directory(Path directory, Mode mode) {
      this(directory, mode, Unreachable.FAILS);
    }
  }

  /** A name in a registry: {@code type=registry,ref=NAME}, or a name alone. */
  record Registry(ImageReference reference, Mode mode, Unreachable unreachable)
      implements CacheLocation {
    public Registry(ImageReference reference, Mode mode) {
      this(reference, mode, Unreachable.FAILS);
    }
  }
}
