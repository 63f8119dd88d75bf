package dev.slipway.delivery;

import dev.slipway.delivery.release.Author;
import dev.slipway.delivery.release.Landing;
import dev.slipway.delivery.release.Release.Origin;
import dev.slipway.delivery.release.Release.Source;
import dev.slipway.delivery.release.Stamps;
import dev.slipway.delivery.release.Workload;
import dev.slipway.manifest.KubeObject;
import dev.slipway.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Finds out where a release comes from: whom its author acts for, else the tag of an image, else
 * what is known of an image's digest.
 */
final class ReleaseOrigins implements Landing.Origins, Landing.Images {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private final ImageDigests digests;
  private final SourceHistory history;

  ReleaseOrigins(ImageDigests digests, SourceHistory history) {
    this.digests = digests;
    this.history = history;
  }

  @Override
  public List<Workload.Image> of(KubeObject deployment) {
    var images = new ArrayList<Workload.Image>();
    for (JsonNode container : deployment.at("/spec/template/spec/containers")) {
      String reference = container.path("image").asString("");
      images.add(
          new Workload.Image(
              container.path("name").asString(""), reference, digests.digest(reference)));
    }
    return images;
  }

  @Override
  public Origin origin(Author author, List<Workload.Image> images) {
    if (author.commit().isPresent()) {
      return new Origin(author.repository(), author.commit(), Source.PRINCIPAL);
    }
    List<ImageDigests.Provenance> known =
        images.stream()
            .flatMap(i -> i.digest().stream())
            .flatMap(d -> digests.provenance(d).stream())
            .toList();
    Optional<String> tag = images.stream().flatMap(i -> tag(i.reference()).stream()).findFirst();
    if (tag.isPresent()) {
      return new Origin(
          known.stream().map(ImageDigests.Provenance::repository).findFirst(),
          tag,
          Source.IMAGE_TAG);
    }
    return known.stream()
        .findFirst()
        .map(p ->
            new Origin(
                Optional.of(p.repository()), Optional.of(p.commit()), Source.IMAGE_PROVENANCE))
        .orElse(Origin.UNKNOWN);
  }

  private static Optional<String> tag(String reference) {
    try {
      return ImageReference.parse(reference).tag().filter(t -> COMMIT.matcher(t).matches());
    } catch (dev.slipway.base.InputException e) {
      // The node tells about a name that is none, where it fails to pull it.
      return Optional.empty();
    }
  }

  @Override
  public String cause(Author author, Origin origin, KubeObject deployment) {
    return Optional.ofNullable(deployment.annotations().get(Stamps.CHANGE_CAUSE))
        .orElseGet(() -> ChangeCause.of(author, origin, history, ChangeCause.via(author)));
  }
}
