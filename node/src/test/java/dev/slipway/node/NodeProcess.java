package dev.slipway.node;

import java.nio.file.Path;

/** A cluster in a process of its own, for tests that kill it. */
final class NodeProcess {
  private NodeProcess() {}

  /** Runs until killed; the arguments are a directory and the port of the Ingress. */
  public static void main(String[] arguments) throws Exception {
    var machine = new TestMachine(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    if (machine.pods().isEmpty()) {
      machine.create(TestMachine.SERVICE);
      machine.create(TestMachine.INGRESS);
      machine.create(TestMachine.deployment(2));
    }
    System.out.println("up");
    Thread.currentThread().join();
  }
}
