package dev.slipway.daemon;

import dev.slipway.dockerfile.BuildOutput;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequestChanges;
import java.util.List;

/** What {@code --output} says of the image itself, besides where it goes. */
final class OutputWishes {
  private OutputWishes() {}

  /** Adds how layers are to be compressed. */
  static void add(String output, BuildRequestChanges changes) {
    BuildOutput.packing(output).ifPresent(changes::packing);
    switch (BuildOutput.baseLayers(output)) {
      case AS_THEY_ARE -> {}
      case RECOMPRESSED -> changes.baseLayers(BuildRequest.BaseLayers.RECOMPRESSED);
    }
  }

  /** What they ask for and is done otherwise. */
  static List<String> notices(List<String> outputs) {
    return outputs.stream().flatMap(output -> BuildOutput.notices(output).stream()).toList();
  }
}
