package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process of its own that builds until somebody kills it. */
final class KilledBuild {
  private KilledBuild() {}

  /** Arguments: the bench's directory, the context. Prints every line that a step prints. */
  public static void main(String[] arguments) throws IOException {
    var count = new AtomicInteger();
    Bench bench = Bench.open(Path.of(arguments[0]));
    bench
        .builder()
        .build(
            BuildRequest.of(Path.of(arguments[1])),
            event -> {
              if (event instanceof BuildEvent.StepOutput output) {
                System.out.println(output.line());
              } else {
                System.out.println("event " + count.incrementAndGet());
              }
            });
    System.out.println("finished");
  }
}
