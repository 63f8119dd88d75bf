package dev.slipway.dockerfile.plan;

import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.syntax.Instruction.LinkMode;
import dev.slipway.dockerfile.syntax.Instruction.ParentsMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that makes a layer; everything about it is known but the content of its inputs. */
public sealed interface Step {
  Position position();

  /** The instruction as the progress output shows it. */
  String text();

  /** What {@code docker history} shows. */
  String createdBy();

  /** The network of a RUN step. */
  enum Network {
    SANDBOX,
    NONE,
    HOST
  }

  /** The confinement of a RUN step. */
  enum Security {
    SANDBOX,
    INSECURE
  }

  /** What ADD does with archives. */
  enum Archives {
    /** {@code COPY}, {@code ADD --unpack=false}. */
    COPIED,
    /** {@code ADD}: local ones are unpacked. */
    LOCAL_UNPACKED,
    /** {@code ADD --unpack}. */
    UNPACKED
  }

  /**
   * Runs a command.
   *
   * @param script a script that is run as a file, when the command is a heredoc with its own
   *     interpreter; then {@code arguments} is its path
   * @param environment what the command sees, from ENV and ARG
   * @param unkeyed variables that do not make the result another one: proxies
   * @param user as in the image configuration; empty means root
   */
  record Run(
      Position position,
      String text,
      String createdBy,
      List<String> arguments,
      Optional<String> script,
      Map<String, String> environment,
      Map<String, String> unkeyed,
      String directory,
      String user,
      List<PlannedMount> mounts,
      Network network,
      Security security)
      implements Step {
    public Run {
      arguments = List.copyOf(arguments);
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
      unkeyed = Collections.unmodifiableMap(new LinkedHashMap<>(unkeyed));
      mounts = List.copyOf(mounts);
    }
  }

  /**
   * Copies files.
   *
   * @param destination absolute; ends in a slash when it must be a directory
   * @param chown {@code user[:group]}, names as in the destination's passwd and group files
   * @param chmod octal or symbolic
   * @param exclude ignore patterns, relative to each source
   * @param checksum of the one downloaded file
   */
  record Copy(
      Position position,
      String text,
      String createdBy,
      Origin origin,
      List<CopySource> sources,
      String destination,
      Optional<String> chown,
      Optional<String> chmod,
      LinkMode link,
      List<String> exclude,
      ParentsMode parents,
      Archives archives,
      Optional<String> checksum)
      implements Step {
    public Copy {
      sources = List.copyOf(sources);
      exclude = List.copyOf(exclude);
    }
  }

  /**
   * Makes the working directory with all above it, where they are missing.
   *
   * @param user who owns it; empty means root
   */
  record MakeDirectory(Position position, String text, String createdBy, String path, String user)
      implements Step {}
}
