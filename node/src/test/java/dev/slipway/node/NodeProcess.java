package dev.slipway.node;

import dev.slipway.kubernetes.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster in a process of its own, for tests that kill it. */
final class NodeProcess {
  private NodeProcess() {}

  /** Starts one. */
  static Process start(Path directory, int port) throws IOException {
    return start(
        NodeProcess.class, directory.resolve("output"), directory.toString(), String.valueOf(port));
  }

  /** Starts another program of these tests; what it says goes to a file. */
  static Process start(Class<?> program, Path output, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Runs until killed; the arguments are a directory and the port of the Ingress. */
  public static void main(String[] arguments) throws Exception {
    var machine = new TestMachine(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    // A predecessor may have been killed before it had made all of them.
    for (String object :
        List.of(TestMachine.SERVICE, TestMachine.INGRESS, TestMachine.deployment(2))) {
      try {
        machine.create(object);
      } catch (ApiException e) {
        if (!e.isAlreadyExists()) {
          throw e;
        }
      }
    }
    System.out.println("up");
    Thread.currentThread().join();
  }
}
