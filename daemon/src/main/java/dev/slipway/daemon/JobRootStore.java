package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.SlipwayException;
import dev.slipway.container.snapshot.SnapshotId;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.BuildRequest.BasePolicy;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.base.BaseImage;
import dev.slipway.dockerfile.base.BaseImages;
import dev.slipway.dockerfile.base.ImageSource;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ChainId;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Layer;
import dev.slipway.oci.layer.LayerUnpacker;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobDescriptor.Trust;
import dev.slipway.runner.JobRootImages;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.runner.RootImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Images that jobs run in. What a workflow names it gets as a client of the registry would, with
 * the login it gives; what an administrator names is found as base images of builds are.
 */
final class JobRootStore implements JobRootImages {
  private final Snapshots snapshots;
  private final LayerUnpacker unpacker;
  private final JobRegistry registry;
  private final Places places;

  /**
   * Where to look for images.
   *
   * @param all as builds do: with what this machine knows and the logins of its administrator
   * @param open what anybody gets: public images, and stand-ins for them
   * @param fixed one image, by its manifest
   * @param builder of stand-ins
   */
  record Places(
      BaseImages all,
      BaseImages open,
      Function<Descriptor, BaseImages> fixed,
      ImageBuilder builder) {}

  JobRootStore(BlobStore blobs, Snapshots snapshots, JobRegistry registry, Places places) {
    this.snapshots = snapshots;
    this.unpacker = new LayerUnpacker(blobs);
    this.registry = registry;
    this.places = places;
  }

  @Override
  public RootImage fetch(JobDescriptor job, Wanted wanted, LineListener progress) {
    ImageReference reference = ImageReference.parse(wanted.image());
    try {
      BaseImage image =
          places(job, wanted, reference)
              .resolve(
                  new BaseImages.Request(
                      reference,
                      BasePolicy.LOCAL_FIRST,
                      wanted.at(),
                      places.builder(),
                      Optional.empty(),
                      progress::line));
      var config = image.config().config();
      return new RootImage(
          reference.familiar(),
          image.manifest().digest().toString(),
          root(image, reference),
          config.env(),
          config.user());
    } catch (IOException e) {
      throw new SlipwayException(
          "could not get the image " + reference.familiar() + ": " + e.getMessage(), e);
    }
  }

  private BaseImages places(JobDescriptor job, Wanted wanted, ImageReference reference)
      throws IOException {
    return switch (wanted.chooser()) {
      case ADMINISTRATOR -> places.all();
      case WORKFLOW -> {
        if (wanted.login().isPresent() || registry.isHere(reference)) {
          yield places.fixed().apply(pulled(wanted.login(), reference, wanted.at()));
        }
        // What was built or pulled here before may be somebody's; a fork's code gets none of it.
        yield job.trust() == Trust.FORK ? places.open() : places.all();
      }
    };
  }

  private Descriptor pulled(
      Optional<RegistryLogin> login, ImageReference reference, InputException.Position at)
      throws IOException {
    try {
      return registry.pull(reference, login);
    } catch (SlipwayException e) {
      throw new InputException(
          at,
          "the image " + reference.familiar() + " cannot be had: " + e.getMessage(),
          login.isPresent()
              ? "look at the credentials of the container"
              : "give the container credentials, as in username: oauth2accesstoken and a token of"
                  + " 'slipway registry-token' as a secret",
          e);
    }
  }

  private SnapshotId root(BaseImage image, ImageReference reference) throws IOException {
    Optional<SnapshotId> below = Optional.empty();
    List<Digest> diffIds = image.layers().stream().map(Layer::diffId).toList();
    for (int i = 0; i < diffIds.size(); i++) {
      ChainId chain = ChainId.of(diffIds.subList(0, i + 1)).orElseThrow();
      below = Optional.of(snapshots.unpack(below, chain, image.layers().get(i), unpacker));
    }
    return below.orElseThrow(() ->
        new SlipwayException(
            "the image " + reference.familiar() + " has no files to run a job in"));
  }

  /** One image that has been got already. */
  static ImageSource only(Descriptor manifest) {
    return (request, reasons) -> new ImageSource.Answer.Found(manifest, Optional.empty());
  }
}
