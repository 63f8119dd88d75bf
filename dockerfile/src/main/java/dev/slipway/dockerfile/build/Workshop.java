package dev.slipway.dockerfile.build;

import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.network.NameService;
import dev.slipway.container.network.Networks;
import dev.slipway.container.reach.HostAdditions;
import dev.slipway.container.snapshot.Snapshots;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.CacheRegistry;
import dev.slipway.dockerfile.base.BaseImages;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.ImageNames;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What all builds of a process share.
 *
 * @param directory for the build cache and persistent cache mounts; used by this process alone
 * @param nameService resolves names for RUN steps
 * @param bases where base images come from
 * @param cacheRegistry where exported results go to and come from
 * @param additions what RUN steps get from this machine: its certificates and proxies; never part
 *     of a layer or a cache key
 */
public record Workshop(
    Path directory,
    BlobStore blobs,
    ImageNames names,
    Snapshots snapshots,
    ForegroundRuns runs,
    Networks networks,
    NameService nameService,
    Bases bases,
    HostAdditions additions,
    CacheRegistry cacheRegistry,
    Clock clock) {

  /**
   * Where base images come from.
   *
   * @param all with what this machine knows and its administrator's logins
   * @param open what anybody may have
   */
  public record Bases(BaseImages all, BaseImages open) {
    /** What a Dockerfile may build on. */
    public BaseImages of(BuildRequest.Trust trust) {
      return switch (trust) {
        case TRUSTED -> all;
        case ANYBODY -> open;
      };
    }
  }
}
