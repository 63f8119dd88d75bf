package dev.slipway.daemon;

import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.base.BaseLocks;
import dev.slipway.dockerfile.base.BaseUpdates;
import dev.slipway.dockerfile.base.ImageSource;
import dev.slipway.dockerfile.base.KnownImages;
import dev.slipway.dockerfile.base.LockedImages;
import dev.slipway.dockerfile.base.LockingImages;
import dev.slipway.dockerfile.base.RegistryImages;
import dev.slipway.dockerfile.base.SearchedImages;
import dev.slipway.dockerfile.base.StandIns;
import dev.slipway.dockerfile.build.LocalImageBuilder;
import dev.slipway.dockerfile.build.Workshop;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.client.DockerCredentials;
import dev.slipway.oci.client.Endpoints;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistryAccess;
import dev.slipway.registry.RegistrySettings;
import dev.slipway.registry.TagGate;
import dev.slipway.runner.HostedRepositories;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.JobRootImages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The images of an instance: their bytes, their names, the registry, and what builds them. */
record ImageStock(
    BlobStore blobs,
    ImageNames names,
    Registry registry,
    ImageCatalog catalog,
    LocalImageBuilder builder,
    Workshop.Bases bases,
    BaseLocks locks,
    BaseUpdates updates) {
  private static final String LOCATION = "us-central1";

  /**
   * @param home the checkout, where {@code bases/} is
   * @param additions what build steps get of this machine's certificates and mirrors
   */
  static ImageStock open(
      DataDirectory data,
      Path home,
      Settings settings,
      State state,
      TagGate tags,
      Machine machine,
      HostAdditions additions,
      Clock clock,
      Closing closing)
      throws IOException {
    var blobs = new BlobStore(data.blobs());
    var names = new ImageNames(data.imageNames());
    var locks = BaseLocks.open(data.baseLocks());
    var registry =
        new Registry(
            state.database(),
            state.journal(),
            blobs,
            RegistrySettings.of(LOCATION).withSparseIndexes(settings.indexes()),
            clock,
            tags,
            new LocalNames(names, locks, blobs));
    var user = Path.of(System.getProperty("user.home"));
    var credentials = new DockerCredentials(user.resolve(".docker/config.json"));
    var hosts = new HashSet<>(settings.imageHosts());
    hosts.add(settings.registryHost());
    hosts.add("localhost:" + settings.port());
    var catalog =
        new ImageCatalog(blobs, names, registry, credentials, settings.registryHost(), hosts);
    var standIns = new StandIns(home.resolve("bases"), data.cache().resolve("bases"));
    var remote =
        new LockingImages(
            new RegistryImages(blobs, credentials, Endpoints.STANDARD, names, clock),
            locks,
            LockingImages.Kind.REGISTRY,
            clock);
    var known =
        new LockingImages(new KnownImages(names, blobs), locks, LockingImages.Kind.NAMES, clock);
    var all =
        new SearchedImages(
            blobs,
            List.of(registryOf(catalog), new LockedImages(locks, names, blobs, remote), known),
            List.of(remote),
            standIns);
    // Who builds for a fork gets what anybody may have: no locks, which may lead to private images.
    var open =
        new SearchedImages(
            blobs,
            List.of(),
            List.of(
                new RegistryImages(
                    blobs, host -> Optional.empty(), Endpoints.STANDARD, names, clock)),
            standIns);
    var bases = new Workshop.Bases(all, open);
    var workshop =
        new Workshop(
            data.cache().resolve("build"),
            blobs,
            names,
            machine.snapshots(),
            machine.runs(),
            machine.networks(),
            machine.nameService(),
            bases,
            additions,
            new CacheRegistries(blobs, credentials, catalog),
            clock);
    var builder = closing.add(LocalImageBuilder.open(workshop));
    var updates = new BaseUpdates(locks, remote, builder);
    return new ImageStock(blobs, names, registry, catalog, builder, bases, locks, updates);
  }

  /** The images of jobs: built and kept with everybody's, named by each job for itself. */
  JobImages jobImages(State state, HostedRepositories repositories, Clock clock) {
    return new JobImageWorkshop(
        builder, blobs, new JobImageNames(names, clock), jobRegistry(state), repositories);
  }

  private JobRegistry jobRegistry(State state) {
    return new JobRegistry(
        blobs,
        registry,
        new RegistryAccess(state.authorizer(), registry),
        catalog,
        state.authenticator());
  }

  /** The images that jobs run in. */
  JobRootImages jobRoots(State state, Snapshots snapshots) {
    return new JobRootStore(
        blobs,
        snapshots,
        jobRegistry(state),
        new JobRootStore.Places(
            bases.all(),
            bases.open(),
            manifest ->
                new SearchedImages(blobs, List.of(), List.of(), JobRootStore.only(manifest)),
            builder));
  }

  private static ImageSource registryOf(ImageCatalog catalog) {
    return (request, reasons) ->
        catalog
            .inRegistry(request.reference())
            .<ImageSource.Answer>map(m -> new ImageSource.Answer.Found(m, Optional.empty()))
            .orElseGet(() -> new ImageSource.Answer.Missing("this registry does not hold it"));
  }
}
