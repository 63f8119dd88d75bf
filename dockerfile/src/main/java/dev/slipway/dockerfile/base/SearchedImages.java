package dev.slipway.dockerfile.base;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.BuildRequest.BasePolicy;
import dev.slipway.dockerfile.base.ImageSource.Answer;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.Layer;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Base images by looking in one place after the other: what this machine knows, the registry, then
 * stand-ins.
 */
public final class SearchedImages implements BaseImages {
  private static final int MAX_MANIFEST = 8 << 20;

  private final BlobStore blobs;
  private final List<ImageSource> known;
  private final List<ImageSource> remote;
  private final ImageSource lastResort;

  /**
   * @param known places that cost nothing to ask; skipped when a build asks for fresh images
   * @param remote places that do
   * @param lastResort stand-ins
   */
  public SearchedImages(
      BlobStore blobs, List<ImageSource> known, List<ImageSource> remote, ImageSource lastResort) {
    this.blobs = blobs;
    this.known = List.copyOf(known);
    this.remote = List.copyOf(remote);
    this.lastResort = lastResort;
  }

  @Override
  public BaseImage resolve(Request request) {
    var reasons = new ArrayList<String>();
    for (ImageSource source : order(request.policy())) {
      switch (source.look(request, String.join("; ", reasons))) {
        case Answer.Found found -> {
          return read(found, request);
        }
        case Answer.Missing(String reason) when reason.isEmpty() -> {}
        case Answer.Missing(String reason) -> reasons.add(reason);
      }
    }
    throw new InputException(
        request.position(),
        "the image "
            + request.reference().familiar()
            + " cannot be had: "
            + String.join("; ", reasons),
        "build or push it here under that name, or name another image");
  }

  private List<ImageSource> order(BasePolicy policy) {
    var order = new ArrayList<ImageSource>();
    switch (policy) {
      case LOCAL_FIRST -> {
        order.addAll(known);
        order.addAll(remote);
      }
      case REFRESH -> {
        order.addAll(remote);
        order.addAll(known);
      }
    }
    order.add(lastResort);
    return order;
  }

  private BaseImage read(Answer.Found found, Request request) {
    try {
      Descriptor descriptor = found.manifest();
      Manifest manifest = manifest(descriptor);
      if (manifest instanceof ImageIndex index) {
        descriptor = index.select(Platform.host()).orElseThrow(() -> wrongPlatform(request));
        manifest = manifest(descriptor);
      }
      if (!(manifest instanceof ImageManifest image)) {
        throw wrongPlatform(request);
      }
      ImageConfig config = ImageConfig.parse(blobs.read(image.config().digest(), MAX_MANIFEST));
      return new BaseImage(descriptor, config, layers(image, config, request), found.standIn());
    } catch (IOException e) {
      throw new UncheckedIOException("reading the image " + request.reference(), e);
    }
  }

  private Manifest manifest(Descriptor descriptor) throws IOException {
    return Manifest.parse(blobs.read(descriptor.digest(), MAX_MANIFEST), descriptor.mediaType());
  }

  private static List<Layer> layers(ImageManifest image, ImageConfig config, Request request) {
    List<Digest> diffIds = config.diffIds();
    if (diffIds.size() != image.layers().size()) {
      throw new InputException(
          request.position(),
          "the image "
              + request.reference().familiar()
              + " has another number of layers than its"
              + " configuration says",
          "it is damaged: pull it again with --pull");
    }
    var layers = new ArrayList<Layer>();
    for (int i = 0; i < diffIds.size(); i++) {
      layers.add(new Layer(image.layers().get(i), diffIds.get(i)));
    }
    return layers;
  }

  private static InputException wrongPlatform(Request request) {
    return new InputException(
        request.position(),
        "the image " + request.reference().familiar() + " is not there for " + Platform.host(),
        "build for this machine's platform only");
  }
}
