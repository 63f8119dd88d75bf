package dev.slipway.node.pod;

import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.types.Quantity;
import dev.slipway.node.volume.Volumes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a pod may take of the machine's storage: {@code sizeLimit} of an emptyDir and the {@code
 * ephemeral-storage} limits of its containers, which count their writable layers and logs, and all
 * together the emptyDirs too.
 */
final class StorageLimits {
  private static final String EPHEMERAL = "ephemeral-storage";

  private final NodeParts parts;
  private final KubeObject pod;

  private StorageLimits(NodeParts parts, KubeObject pod) {
    this.parts = parts;
    this.pod = pod;
  }

  /** Whether the pod has any. */
  static boolean concern(KubeObject pod) {
    for (JsonNode volume : pod.spec().path("volumes")) {
      if (volume.path("emptyDir").has("sizeLimit")) {
        return true;
      }
    }
    return ContainerDefinition.main(pod).stream().anyMatch(c -> limit(c).isPresent());
  }

  /** The first limit that the pod exceeds, in the kubelet's words. */
  static Optional<String> exceeded(NodeParts parts, KubeObject pod) throws IOException {
    var limits = new StorageLimits(parts, pod);
    Optional<String> found = limits.emptyDirectories();
    if (found.isEmpty()) {
      found = limits.wholePod();
    }
    return found.isEmpty() ? limits.containers() : found;
  }

  private Optional<String> emptyDirectories() throws IOException {
    Volumes volumes = PodResources.volumes(parts, pod);
    for (JsonNode volume : pod.spec().path("volumes")) {
      String text = volume.path("emptyDir").path("sizeLimit").asString("");
      Optional<BigDecimal> limit = amount(text);
      if (limit.isPresent() && isMore(DiskUse.of(volumes.emptyDirectory(volume)), limit.get())) {
        return Optional.of(
            "Usage of EmptyDir volume \"%s\" exceeds the limit \"%s\". "
                .formatted(volume.path("name").asString(""), text));
      }
    }
    return Optional.empty();
  }

  private Optional<String> wholePod() throws IOException {
    BigDecimal sum = BigDecimal.ZERO;
    long used = 0;
    for (ContainerDefinition container : ContainerDefinition.main(pod)) {
      Optional<BigDecimal> limit = limit(container).flatMap(StorageLimits::amount);
      sum = sum.add(limit.orElse(BigDecimal.ZERO));
      used += used(container);
    }
    if (sum.signum() == 0) {
      return Optional.empty();
    }
    Volumes volumes = PodResources.volumes(parts, pod);
    for (JsonNode volume : pod.spec().path("volumes")) {
      boolean onDisk = volume.path("emptyDir").path("medium").asString("").isEmpty();
      if (volume.has("emptyDir") && onDisk) {
        used += DiskUse.of(volumes.emptyDirectory(volume));
      }
    }
    return isMore(used, sum)
        ? Optional.of(
            "Pod ephemeral local storage usage exceeds the total limit of containers %s. "
                .formatted(new Quantity(sum, Quantity.Style.BINARY).canonical()))
        : Optional.empty();
  }

  private Optional<String> containers() throws IOException {
    for (ContainerDefinition container : ContainerDefinition.main(pod)) {
      Optional<String> text = limit(container);
      Optional<BigDecimal> limit = text.flatMap(StorageLimits::amount);
      if (limit.isPresent() && isMore(used(container), limit.get())) {
        return Optional.of(
            "Container %s exceeded its local ephemeral storage limit \"%s\". "
                .formatted(container.name(), text.orElseThrow()));
      }
    }
    return Optional.empty();
  }

  /** Of all its runs that are still there. */
  private long used(ContainerDefinition container) throws IOException {
    Path layers = parts.podDirectory(pod.uid()).resolve("c");
    Path logs = parts.logDirectory(pod.namespace(), pod.name(), pod.uid());
    return DiskUse.ofAll(layers, container.name() + "-[0-9]+")
        + DiskUse.of(logs.resolve(container.name()));
  }

  private static Optional<String> limit(ContainerDefinition container) {
    JsonNode limit = container.spec().path("resources").path("limits").path(EPHEMERAL);
    return limit.isMissingNode() ? Optional.empty() : Optional.of(limit.asString(""));
  }

  private static Optional<BigDecimal> amount(String text) {
    return Quantity.parse(text).map(Quantity::value).filter(v -> v.signum() > 0);
  }

  private static boolean isMore(long used, BigDecimal limit) {
    return BigDecimal.valueOf(used).compareTo(limit) > 0;
  }
}
