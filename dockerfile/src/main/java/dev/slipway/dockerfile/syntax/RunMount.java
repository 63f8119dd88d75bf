package dev.slipway.dockerfile.syntax;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One mount of a RUN instruction, variables replaced. A target that is not absolute is relative to
 * the working directory; an empty one is the working directory itself.
 */
public sealed interface RunMount {
  /** Whether the command may write. */
  enum Access {
    READ_ONLY,
    READ_WRITE
  }

  /** Who may use a cache at the same time. */
  enum Sharing {
    SHARED,
    PRIVATE,
    LOCKED
  }

  /** What happens when the build was not given the secret or agent. */
  enum Presence {
    /** The command runs without it. */
    OPTIONAL,
    REQUIRED
  }

  /**
   * {@code type=bind}, the default type. What the command writes is discarded.
   *
   * @param from a stage, an image or a named context; the build context when empty
   * @param source the path inside it; its root by default
   */
  record Bind(String target, Optional<String> from, String source, Access access)
      implements RunMount {}

  /**
   * {@code type=cache}: a directory that outlives the build.
   *
   * @param id its name; the cleaned target when empty
   * @param from what it holds at first; nothing when empty
   * @param source the path inside {@code from}
   * @param mode permissions of a new cache directory, 0755 by default
   */
  record Cache(
      String target,
      Optional<String> id,
      Sharing sharing,
      Optional<String> from,
      String source,
      int mode,
      long uid,
      long gid,
      Access access)
      implements RunMount {}

  /**
   * {@code type=secret}: never in a layer, a cache key or the history.
   *
   * @param id the secret's name
   * @param target the file it appears as; empty when only {@code env} was asked for
   * @param env the variable it appears as
   * @param mode permissions of the file, 0400 by default
   */
  record Secret(
      String id,
      Optional<String> target,
      Optional<String> env,
      Presence presence,
      int mode,
      long uid,
      long gid)
      implements RunMount {}

  /**
   * {@code type=tmpfs}.
   *
   * @param size limit in bytes; unlimited when empty
   */
  record Tmpfs(String target, OptionalLong size) implements RunMount {}

  /**
   * {@code type=ssh}: a forwarded agent.
   *
   * @param target the socket; chosen by the builder when empty
   * @param mode permissions of the socket, 0600 by default
   */
  record Ssh(String id, Optional<String> target, Presence presence, int mode, long uid, long gid)
      implements RunMount {}
}
