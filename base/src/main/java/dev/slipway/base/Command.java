package dev.slipway.base;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program to run, as an argument list: there is no shell and no quoting.
 *
 * <p>Immutable; the {@code with} methods return a changed copy. Output is read as UTF-8.
 */
public final class Command {
  private static final int KEPT_OUTPUT = 8 << 20;

  private final List<String> arguments;
  private final Map<String, String> environment;
  private final Optional<Path> directory;
  private final Optional<Duration> limit;
  private final byte[] input;

  /** What a finished program left behind. */
  public record Result(List<String> arguments, int exit, String stdout, String stderr) {
    public boolean succeeded() {
      return exit == 0;
    }

    /**
     * This result, when the program succeeded.
     *
     * @param purpose what was tried, as in {@code create the bridge}
     * @throws SlipwayException naming the purpose, the program and its last words
     */
    public Result orThrow(String purpose) {
      if (succeeded()) {
        return this;
      }
      String words = stderr.isBlank() ? stdout : stderr;
      throw new SlipwayException(
          "could not "
              + purpose
              + ": "
              + arguments.getFirst()
              + " ended with exit code "
              + exit
              + (words.isBlank() ? "" : ": " + words.strip()));
    }
  }

  private Command(
      List<String> arguments,
      Map<String, String> environment,
      Optional<Path> directory,
      Optional<Duration> limit,
      byte[] input) {
    this.arguments = List.copyOf(arguments);
    this.environment = Map.copyOf(environment);
    this.directory = directory;
    this.limit = limit;
    this.input = input;
  }

  public static Command of(String... arguments) {
    return of(List.of(arguments));
  }

  public static Command of(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
    return new Command(arguments, Map.of(), Optional.empty(), Optional.empty(), new byte[0]);
  }

  /** Adds to the environment inherited from this process. */
  public Command withEnvironment(String name, String value) {
    var changed = new LinkedHashMap<>(environment);
    changed.put(name, value);
    return new Command(arguments, changed, directory, limit, input);
  }

  public Command withDirectory(Path directory) {
    return new Command(arguments, environment, Optional.of(directory), limit, input);
  }

  /** Kills the program and fails when it takes longer. */
  public Command withLimit(Duration limit) {
    return new Command(arguments, environment, directory, Optional.of(limit), input);
  }

  /** What the program reads from its standard input; nothing otherwise. */
  public Command withInput(byte[] input) {
    return new Command(arguments, environment, directory, limit, input.clone());
  }

  /** Whether a program of this name is on the PATH or is an executable path. */
  public static boolean exists(String program) {
    return find(program).isPresent();
  }

  /** Where a program is. */
  public static Optional<Path> find(String program) {
    if (program.contains("/")) {
      return Optional.of(Path.of(program)).filter(Files::isExecutable);
    }
    // sbin is where Debian keeps runc, iptables and nginx; it is not on every user's PATH.
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    for (String directory : path.split(":", -1)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Starts the program and hands over its streams; {@link #withInput} and the limit do not count.
   */
  public Process start() throws IOException {
    return builder().start();
  }

  /**
   * Runs the program to its end and keeps its output (the last 8 MiB of each stream).
   *
   * @throws SlipwayException when it cannot be started or exceeds its limit
   */
  public Result run() {
    var stdout = new Tail();
    var stderr = new Tail();
    int exit = run(stdout::add, stderr::add);
    return new Result(arguments, exit, stdout.text(), stderr.text());
  }

  private int run(Consumer<byte[]> stdout, Consumer<byte[]> stderr) {
    Process process;
    try {
      process = builder().start();
    } catch (IOException e) {
      throw new SlipwayException(
          "could not start " + arguments.getFirst() + ": " + e.getMessage(), e);
    }
    try {
      Thread writer = Thread.ofVirtual().start(() -> feed(process));
      Thread out = Thread.ofVirtual().start(() -> drain(process.getInputStream(), stdout));
      Thread err = Thread.ofVirtual().start(() -> drain(process.getErrorStream(), stderr));
      if (limit.isPresent() && !process.waitFor(limit.get().toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new SlipwayException(
            arguments.getFirst() + " did not end within " + limit.get().toSeconds() + " s");
      }
      int exit = process.waitFor();
      out.join();
      err.join();
      writer.join();
      return exit;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new SlipwayException("interrupted while " + arguments.getFirst() + " was running", e);
    }
  }

  private ProcessBuilder builder() {
    var program = find(arguments.getFirst());
    var resolved = new ArrayList<>(arguments);
    program.ifPresent(p -> resolved.set(0, p.toString()));
    var builder = new ProcessBuilder(resolved);
    builder.environment().putAll(environment);
    directory.ifPresent(d -> builder.directory(d.toFile()));
    return builder;
  }

  private void feed(Process process) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException e) {
      // The program closed its input early; whether that was wrong is for its exit code to say.
    }
  }

  private static void drain(InputStream stream, Consumer<byte[]> sink) {
    byte[] buffer = new byte[16 << 10];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        sink.accept(Arrays.copyOf(buffer, n));
      }
    } catch (IOException e) {
      // The stream ends with its process; what came before has been delivered.
    }
  }

  /** The end of a stream of bytes. */
  private static final class Tail {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    synchronized void add(byte[] chunk) {
      if (bytes.size() + chunk.length > KEPT_OUTPUT) {
        byte[] kept = bytes.toByteArray();
        bytes.reset();
        bytes.write(kept, kept.length / 2, kept.length - kept.length / 2);
      }
      bytes.writeBytes(chunk);
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
