package dev.slipway.dockerfile.build;

import dev.slipway.dockerfile.BuildEvent;
import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildSecret;
import dev.slipway.dockerfile.CacheLocation;
import dev.slipway.oci.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of its own that builds until somebody kills it. */
final class KilledBuild {
  private KilledBuild() {}

  /**
   * Arguments: the bench's directory, the context, and perhaps where to leave the results. Prints
   * every line that a step prints, and the name of each step that begins.
   */
  public static void main(String[] arguments) throws IOException {
    Bench bench = Bench.pulling(Path.of(arguments[0]));
    bench
        .builder()
        .build(
            request(arguments),
            event -> {
              switch (event) {
                case BuildEvent.StepOutput output -> System.out.println(output.line());
                case BuildEvent.StepStarted step -> System.out.println(step.name());
                default -> {}
              }
            });
    System.out.println("finished");
  }

  private static BuildRequest request(String[] arguments) {
    BuildRequest request =
        BuildRequest.of(Path.of(arguments[1]))
            .change()
            .secrets(
                Map.of("word", new BuildSecret.Value("hidden".getBytes(StandardCharsets.UTF_8))))
            .done();
    return arguments.length == 2 ? request : exporting(request, arguments[0], arguments[2]);
  }

  /** The request with everything that comes after the steps: an output, and a push. */
  static BuildRequest exporting(BuildRequest request, String directory, String cache) {
    return request
        .change()
        .outputs(List.of(new BuildOutput.OciDirectory(Path.of(directory, "out"))))
        .cacheTo(
            List.of(
                new CacheLocation.Registry(ImageReference.parse(cache), CacheLocation.Mode.MAX)))
        .done();
  }
}
