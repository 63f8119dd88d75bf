package dev.slipway.kubernetes.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.controller.SimulatedWorld.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rollouts with every order of events a seed can make: controllers and node take single steps in
 * random order, the process dies at random writes and starts again, images come slowly, the clock
 * jumps, templates change, are undone, paused. In the harsh world pods also fail and recover, are
 * deleted, and the size changes. {@code -Dsimulation.seeds=N} tries N further seeds, {@code
 * -Dsimulation.seed=N} one alone.
 */
class RolloutSimulationTest {
  private static final int STEPS = 500;

  @TempDir(factory = InMemory.class)
  Path directory;

  /** Deaths are those of the process here, never of the machine: nothing need reach a disk. */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "simulation")
          : Files.createTempDirectory("simulation");
    }
  }

  static LongStream seeds() {
    Long only = Long.getLong("simulation.seed");
    return only == null
        ? LongStream.rangeClosed(1, 8 + Integer.getInteger("simulation.seeds", 0))
        : LongStream.of(only);
  }

  /**
   * In a world where nothing fails by itself, there are always as many ready pods as the strategy
   * promises.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void neverHasFewerReadyPodsThanAllowed(long seed) {
    var random = new Random(seed);
    Shape shape = Shape.of(random);
    try (var world = new SimulatedWorld(directory.resolve("db"), random, shape)) {
      world.runToRest();
      for (int step = 0; step < STEPS; step++) {
        disturb(world, random);
        String scene = world.toString();
        act(world, random);
        assertThat(world.living().stream().filter(PodView::isReady).count())
            .as("ready pods, seed %d, step %d: %s, then %s", seed, step, scene, world)
            .isGreaterThanOrEqualTo(Math.max(0, shape.replicas() - shape.unavailable()));
        // Kubernetes bounds what the sets ask for; pods of a shrunk set may linger a moment longer.
        assertThat(wanted(world))
            .as("pods asked for, seed %d, step %d", seed, step)
            .isLessThanOrEqualTo(shape.replicas() + shape.surge());
      }
      settlesAndLeavesNothing(world);
    }
  }

  /**
   * A pod that fails or is deleted takes the number of available ones below what is allowed; no
   * controller may. Counted are the available pods within the size of their set: a set that was
   * shrunk has given the others up, and a set deletes those first that are not ready. The only step
   * that may go below is the one that spreads a new size of the Deployment over its sets, which by
   * Kubernetes' rules does not look at readiness.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void noControllerTakesAwayAvailablePodsThatAreNeeded(long seed) {
    var random = new Random(seed);
    Shape shape = Shape.of(random);
    try (var world = new SimulatedWorld(directory.resolve("db"), random, shape)) {
      world.runToRest();
      for (int step = 0; step < STEPS; step++) {
        disturb(world, random);
        fail(world, random);
        String scene = world.toString();
        long before = needed(world);
        boolean resizing = isResizing(world);
        int floor = Math.max(0, world.deployment().replicas() - shape.unavailable());
        if (act(world, random) == Actor.CONTROLLER && !resizing) {
          assertThat(needed(world))
              .as("available pods, seed %d, step %d: %s, then %s", seed, step, scene, world)
              .isGreaterThanOrEqualTo(Math.min(before, floor));
        }
      }
      settlesAndLeavesNothing(world);
    }
  }

  private static void disturb(SimulatedWorld world, Random random) {
    switch (random.nextInt(150)) {
      case 0, 1, 2 -> world.setImage("web:" + random.nextInt(4));
      case 3 -> world.setImage("bad:" + random.nextInt(2));
      case 4 -> world.undo();
      case 5 -> world.edit(spec -> spec.put("paused", true));
      case 6, 7, 8 -> world.edit(spec -> spec.remove("paused"));
      case 9 -> world.jump(Duration.ofMinutes(random.nextInt(120) - 60));
      case 10 -> world.restart();
      default -> world.jump(Duration.ofSeconds(random.nextInt(3)));
    }
  }

  private static void fail(SimulatedWorld world, Random random) {
    switch (random.nextInt(100)) {
      case 0, 1, 2, 3 -> world.turnIll();
      case 4 -> world.deletePod();
      case 5 -> world.edit(spec -> spec.put("replicas", random.nextInt(7)));
      default -> {}
    }
  }

  private enum Actor {
    CONTROLLER,
    NODE
  }

  /** One step of somebody; the process survives most of them. */
  private static Actor act(SimulatedWorld world, Random random) {
    int who = random.nextInt(4);
    Runnable step =
        switch (who) {
          case 0 -> world::deploymentStep;
          case 1 -> world::setStep;
          default -> world::nodeStep;
        };
    if (random.nextInt(15) == 0) {
      world.mortally(step);
    } else {
      step.run();
    }
    return who < 2 ? Actor.CONTROLLER : Actor.NODE;
  }

  private static long wanted(SimulatedWorld world) {
    return world.sets().stream().mapToLong(ReplicaSetView::replicas).sum();
  }

  private static long needed(SimulatedWorld world) {
    return world.sets().stream().mapToLong(s -> Math.min(s.replicas(), world.available(s))).sum();
  }

  private static boolean isResizing(SimulatedWorld world) {
    int replicas = world.deployment().replicas();
    return world.sets().stream().anyMatch(s -> s.isActive() && s.desired() != replicas);
  }

  private static void settlesAndLeavesNothing(SimulatedWorld world) {
    world.edit(spec -> spec.remove("paused"));
    world.setImage("web:last");
    world.runToRest();
    int replicas = world.deployment().replicas();
    assertThat(world.living()).hasSize(replicas).allMatch(PodView::isReady);
    assertThat(world.living())
        .allMatch(p -> p.object().at("/spec/containers/0/image").asString("").equals("web:last"));
    assertThat(world.holders()).hasSize(replicas);
    world.deleteEverything();
    assertThat(world.living()).isEmpty();
    assertThat(world.holders()).isEmpty();
  }
}
