package dev.slipway.dockerfile.image;

import dev.slipway.dockerfile.StandIn;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.History;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageConfig.RootFs;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.MediaTypes;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Puts an image together and keeps it in the blob store. */
public final class Assembly {
  /** Says which language made a line of history; people see it in {@code docker history}. */
  private static final String COMMENT = "buildkit.dockerfile.v0";

  private final BlobStore blobs;

  public Assembly(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** A finished image. */
  public record Image(
      Descriptor manifest, ImageManifest content, Digest configDigest, ImageConfig config) {}

  /** A line of history to be. */
  public record Line(String createdBy, Instant created, Layering layering) {}

  /** Whether an instruction made a layer. */
  public enum Layering {
    LAYER,
    NONE
  }

  /**
   * Makes the image.
   *
   * @param config with the base image's history, which comes first
   * @param lines what the instructions did, in order
   * @param layers all of them, the base image's too
   * @param standIns to be recorded in the image
   * @param annotations of the manifest
   */
  public Image assemble(
      ImageConfig config,
      List<Line> lines,
      List<Layer> layers,
      Instant created,
      List<StandIn> standIns,
      Map<String, String> annotations)
      throws IOException {
    ImageConfig complete =
        labelled(config, standIns)
            .withRootFs(new RootFs("layers", layers.stream().map(Layer::diffId).toList()))
            .withCreated(Optional.of(created));
    for (Line line : lines) {
      complete = complete.withHistory(history(line));
    }
    Descriptor configBlob = blobs.put(MediaTypes.CONFIG, complete.toBytes());
    ImageManifest manifest =
        ImageManifest.of(configBlob, layers.stream().map(Layer::descriptor).toList())
            .withAnnotations(annotations);
    Descriptor manifestBlob = blobs.put(MediaTypes.MANIFEST, manifest.toBytes());
    return new Image(manifestBlob, manifest, configBlob.digest(), complete);
  }

  private static History history(Line line) {
    Optional<Instant> created = Optional.of(line.created());
    return switch (line.layering()) {
      case LAYER -> History.layer(created, line.createdBy(), COMMENT);
      case NONE -> History.empty(created, line.createdBy(), COMMENT);
    };
  }

  private static ImageConfig labelled(ImageConfig config, List<StandIn> standIns) {
    if (standIns.isEmpty()) {
      return config;
    }
    var names = new TreeSet<String>();
    Map<String, String> labels = new LinkedHashMap<>(config.config().labels());
    String inherited = labels.getOrDefault(StandIn.LABEL, "");
    names.addAll(inherited.isEmpty() ? List.of() : List.of(inherited.split(",")));
    standIns.forEach(standIn -> names.add(standIn.reference()));
    labels.put(StandIn.LABEL, String.join(",", names));
    return config.withConfig(config.config().change().labels(labels).done());
  }
}
