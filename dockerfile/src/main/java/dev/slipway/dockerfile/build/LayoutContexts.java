package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.NamedContext;
import dev.slipway.dockerfile.base.BaseImage;
import dev.slipway.dockerfile.base.BaseImages;
import dev.slipway.dockerfile.base.ImageSource;
import dev.slipway.dockerfile.base.SearchedImages;
import dev.slipway.dockerfile.image.LayoutSource;
import dev.slipway.oci.BlobHold;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageIndex;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Manifest;
import dev.slipway.oci.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images in OCI layouts that a build's named contexts stand for; held here until it has ended. */
final class LayoutContexts implements Closeable {
  private static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** Stands for such an image where a reference has to be. */
  static final ImageReference SHOWN =
      new ImageReference("oci-layout", "context", Optional.empty(), Optional.empty());

  private final BlobStore blobs;
  private final BuildRequest request;
  private final List<BlobHold> holds = new ArrayList<>();

  LayoutContexts(BlobStore blobs, BuildRequest request) {
    this.blobs = blobs;
    this.request = request;
  }

  /** The context that a reference is of; empty when it is an image like any other. */
  Optional<NamedContext.Layout> find(String reference) {
    return request.contexts().values().stream()
        .filter(NamedContext.Layout.class::isInstance)
        .map(NamedContext.Layout.class::cast)
        .filter(layout -> layout.reference().equals(reference))
        .findFirst();
  }

  /**
   * The image, for this machine's platform.
   *
   * @throws InputException when the layout does not have it
   */
  synchronized BaseImage image(NamedContext.Layout layout, BaseImages.Request asked) {
    Position where = Position.of("--build-context " + layout.reference());
    try (LayoutSource source = LayoutSource.open(layout.directory())) {
      Descriptor found = choose(source.index(), layout, where);
      bring(source, found);
      ImageSource only = (any, reasons) -> new ImageSource.Answer.Found(found, Optional.empty());
      return new SearchedImages(blobs, List.of(), List.of(), only).resolve(asked);
    } catch (IOException e) {
      throw new InputException(
          where, "cannot be read: " + e.getMessage(), "name the directory of an OCI layout", e);
    }
  }

  private static Descriptor choose(ImageIndex index, NamedContext.Layout layout, Position where) {
    List<Descriptor> fitting =
        layout.digest().isPresent()
            ? index.manifests().stream()
                .filter(m -> m.digest().equals(layout.digest().get()))
                .toList()
            : index.manifests().stream()
                .filter(m -> layout.tag().orElse("latest").equals(m.annotations().get(REF_NAME)))
                .toList();
    boolean only = layout.tag().isEmpty() && layout.digest().isEmpty();
    if (fitting.isEmpty() && only && index.manifests().size() == 1) {
      return index.manifests().getFirst();
    }
    if (fitting.isEmpty()) {
      throw new InputException(
          where,
          "the layout holds no such image",
          "it has "
              + index.manifests().stream()
                  .map(m -> m.annotations().getOrDefault(REF_NAME, m.digest().toString()))
                  .distinct()
                  .toList());
    }
    return fitting.getFirst();
  }

  private void bring(LayoutSource source, Descriptor descriptor) throws IOException {
    byte[] document = source.read(descriptor);
    holds.add(blobs.hold(descriptor.digest()));
    var _ = blobs.put(descriptor.digest().algorithm(), document);
    switch (Manifest.parse(document, descriptor.mediaType())) {
      case ImageIndex index -> {
        Optional<Descriptor> chosen = index.select(Platform.host());
        if (chosen.isPresent()) {
          bring(source, chosen.get());
        }
      }
      case ImageManifest image -> {
        holds.add(blobs.hold(image.references().stream().map(Descriptor::digest).toList()));
        for (Descriptor content : image.references()) {
          Digest digest = content.digest();
          if (!source.bring(digest, blobs)) {
            throw new IOException("the layout lacks " + digest);
          }
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    holds.forEach(BlobHold::close);
    holds.clear();
  }
}
