package dev.slipway.container;

import dev.slipway.base.Command;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * runc, with the directory where it keeps the state of one set of containers.
 *
 * <p>crun is not used: its start is faster, but it refuses every container on machines with both
 * versions of control groups mounted.
 */
public final class OciRuntime {
  private static final String RUNC = "runc";

  private final Path program;
  private final Path state;

  private OciRuntime(Path program, Path state) {
    this.program = program;
    this.state = state;
  }

  /**
   * Finds runc on this machine.
   *
   * @param state where to keep the containers' state; made when missing, not shared by others
   * @throws SlipwayException when there is none
   */
  public static OciRuntime find(Path state) {
    Path program =
        Command.find(RUNC)
            .orElseThrow(() ->
                new SlipwayException(
                    "containers need runc, which is not on this machine: install it (on Debian"
                        + " and Ubuntu: apt-get install runc conmon)"));
    try {
      Files.createDirectories(state);
      return new OciRuntime(program, state.toRealPath());
    } catch (IOException e) {
      throw new SlipwayException("could not make " + state + ": " + e.getMessage(), e);
    }
  }

  Path program() {
    return program;
  }

  Path state() {
    return state;
  }

  /** {@code runc --root STATE} and these arguments. */
  List<String> arguments(String... arguments) {
    var all = new ArrayList<>(List.of(program.toString(), "--root", state.toString()));
    all.addAll(List.of(arguments));
    return all;
  }

  /** Ends every process of the container and forgets it; it need not exist. */
  void delete(String id) {
    Command.of(arguments("delete", "--force", id)).run().orThrow("remove container " + id);
  }

  /** The containers it knows. */
  List<String> ids() {
    var ids = new ArrayList<String>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(state)) {
      for (Path one : all) {
        ids.add(String.valueOf(one.getFileName()));
      }
    } catch (IOException e) {
      throw new SlipwayException("could not list " + state + ": " + e.getMessage(), e);
    }
    return ids;
  }
}
