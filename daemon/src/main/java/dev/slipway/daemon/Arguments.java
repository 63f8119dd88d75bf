package dev.slipway.daemon;

import dev.slipway.base.InputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line of the process, as the CLI writes it: {@code --data DIR [--default] [--port N]
 * [--kubernetes-port N] [--ingress-port N] [--clean | --rehearse | --remnants TOKEN]}.
 *
 * @param data the data directory
 * @param isDefault whether this is the machine's default instance
 * @param wishes ports the user asked for
 * @param task what to do
 * @param remnants the token of the instance whose remnants are meant; empty for other tasks
 */
record Arguments(Path data, boolean isDefault, Settings.Wishes wishes, Task task, String remnants) {
  /** What the process is started for. */
  enum Task {
    SERVE,
    /** Remove containers, networks and mounts that a process that is gone left behind. */
    CLEAN,
    /** Remove what an instance has left whose directory is gone. */
    REMNANTS,
    /** Start everything and end again, so that Java can record what a start needs. */
    REHEARSE
  }

  static Arguments parse(String[] words) {
    Optional<Path> data = Optional.empty();
    boolean isDefault = false;
    Task task = Task.SERVE;
    String remnants = "";
    Optional<Integer> port = Optional.empty();
    Optional<Integer> kubernetes = Optional.empty();
    Optional<Integer> ingress = Optional.empty();
    for (int i = 0; i < words.length; i++) {
      switch (words[i]) {
        case "--data" -> data = Optional.of(Path.of(value(words, ++i)));
        case "--default" -> isDefault = true;
        case "--clean" -> task = Task.CLEAN;
        case "--remnants" -> {
          task = Task.REMNANTS;
          remnants = value(words, ++i);
        }
        case "--rehearse" -> task = Task.REHEARSE;
        case "--port" -> port = Optional.of(port(words, ++i));
        case "--kubernetes-port" -> kubernetes = Optional.of(port(words, ++i));
        case "--ingress-port" -> ingress = Optional.of(port(words, ++i));
        default -> throw invalid("unknown option " + words[i]);
      }
    }
    return new Arguments(
        data.orElseThrow(() -> invalid("--data is missing")),
        isDefault,
        new Settings.Wishes(port, kubernetes, ingress),
        task,
        remnants);
  }

  private static String value(String[] words, int at) {
    if (at >= words.length) {
      throw invalid(words[at - 1] + " needs a value");
    }
    return words[at];
  }

  private static int port(String[] words, int at) {
    String text = value(words, at);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw invalid(words[at - 1] + " needs a port number, not '" + text + "'");
    }
  }

  private static InputException invalid(String problem) {
    return new InputException(InputException.Position.of("command line"), problem, "");
  }
}
