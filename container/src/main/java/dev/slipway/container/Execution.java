package dev.slipway.container;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.posix.PseudoTerminal;
import dev.slipway.posix.Signals;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A process beside the first one of a running container. */
public final class Execution {
  /** Makes the terminal the controlling one of the runtime, which passes its size on. */
  private static final String ON_TERMINAL = "exec <\"$0\" >\"$0\" 2>&1; exec \"$@\"";

  private final Path files;
  private final Process process;
  private final Optional<PseudoTerminal> terminal;
  private final List<Thread> readers;
  private final OutputStream input;

  private Execution(
      Path files,
      Process process,
      Optional<PseudoTerminal> terminal,
      List<Thread> readers,
      OutputStream input) {
    this.files = files;
    this.process = process;
    this.terminal = terminal;
    this.readers = readers;
    this.input = input;
  }

  static Execution start(
      OciRuntime runtime,
      String id,
      Path bundle,
      List<String> arguments,
      TerminalMode mode,
      OutputListener listener) {
    try {
      Path files = Files.createTempDirectory(bundle, "exec");
      Path specification = files.resolve("process.json");
      Files.write(specification, specification(bundle, arguments, mode));
      List<String> command =
          runtime.arguments(
              log(files)
                  .and(
                      "exec",
                      "--process",
                      specification.toString(),
                      "--pid-file",
                      pidFile(files).toString(),
                      id));
      return switch (mode) {
        case PIPES -> onPipes(files, command, listener);
        case TERMINAL -> onTerminal(files, command, listener);
      };
    } catch (IOException e) {
      throw new SlipwayException(
          "could not run " + arguments.getFirst() + " in " + id + ": " + e.getMessage(), e);
    }
  }

  /** The container's own process with another program. */
  private static byte[] specification(Path bundle, List<String> arguments, TerminalMode mode)
      throws IOException {
    Path config = bundle.resolve("config.json");
    var whole = Json.parse(Files.readAllBytes(config), config.toString());
    ObjectNode process = whole.get("process").asObject();
    process.put("terminal", mode == TerminalMode.TERMINAL);
    ArrayNode list = process.putArray("args");
    arguments.forEach(list::add);
    ArrayNode environment = process.withArray("/env");
    boolean named = environment.valueStream().anyMatch(e -> e.asString("").startsWith("TERM="));
    if (mode == TerminalMode.TERMINAL && !named) {
      environment.add("TERM=xterm");
    }
    return Json.bytes(process);
  }

  private static Execution onPipes(Path files, List<String> command, OutputListener listener)
      throws IOException {
    Process process = start(command);
    var readers =
        List.of(
            OutputReader.start(process.getInputStream(), OutputListener.Stream.STDOUT, listener),
            OutputReader.start(process.getErrorStream(), OutputListener.Stream.STDERR, listener));
    return new Execution(files, process, Optional.empty(), readers, process.getOutputStream());
  }

  private static Execution onTerminal(Path files, List<String> command, OutputListener listener)
      throws IOException {
    PseudoTerminal terminal = PseudoTerminal.open();
    try {
      var wrapped =
          new ArrayList<>(
              List.of("setsid", "--wait", "sh", "-c", ON_TERMINAL, terminal.device().toString()));
      wrapped.addAll(command);
      Process process = start(wrapped);
      Thread reader = terminal.read(bytes -> listener.output(OutputListener.Stream.STDOUT, bytes));
      return new Execution(
          files, process, Optional.of(terminal), List.of(reader), terminal.input());
    } catch (IOException e) {
      terminal.close();
      throw e;
    }
  }

  private static Process start(List<String> command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
    return builder.start();
  }

  /** What the process reads; closing it ends its input. */
  public OutputStream input() {
    return input;
  }

  /** Tells a terminal's new size; nothing without one. */
  public void resize(int columns, int rows) {
    try {
      if (terminal.isPresent()) {
        terminal.get().resize(columns, rows);
      }
    } catch (PosixException e) {
      throw new SlipwayException("could not resize the terminal: " + e.getMessage(), e);
    }
  }

  /** Waits for the end; all output has been heard then. */
  public Exit await() throws InterruptedException {
    int code = process.waitFor();
    for (Thread reader : readers) {
      reader.join();
    }
    try {
      Optional<Exit> refusal = code == 0 ? Optional.empty() : log(files).refusal();
      if (terminal.isPresent()) {
        terminal.get().close();
      }
      BundleFiles.remove(files);
      return refusal.orElse(new Exit(code, Exit.Cause.ENDED));
    } catch (IOException e) {
      throw new SlipwayException("could not clean up: " + e.getMessage(), e);
    }
  }

  /** Ends the process: whoever wanted it has gone. */
  public void cancel() {
    try {
      if (Files.exists(pidFile(files))) {
        String pid = Files.readString(pidFile(files)).strip();
        ProcessIdentity.of(Long.parseLong(pid)).ifPresent(Execution::kill);
      }
    } catch (IOException e) {
      throw new SlipwayException("could not end a process: " + e.getMessage(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void kill(ProcessIdentity identity) {
    try {
      identity.signal(Signals.KILL);
    } catch (PosixException e) {
      throw new SlipwayException("could not end a process: " + e.getMessage(), e);
    }
  }

  private static RuntimeLog log(Path files) {
    return new RuntimeLog(files.resolve("runtime.log"));
  }

  private static Path pidFile(Path files) {
    return files.resolve("pid");
  }
}
