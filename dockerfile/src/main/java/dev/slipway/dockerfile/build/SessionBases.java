package dev.slipway.dockerfile.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.SlipwayException;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.BuildRequest.BasePolicy;
import dev.slipway.dockerfile.ImageBuilder;
import dev.slipway.dockerfile.StandIn;
import dev.slipway.dockerfile.base.BaseImage;
import dev.slipway.dockerfile.base.BaseImages;
import dev.slipway.dockerfile.lint.LintInput;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.Platform;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The images one build uses: each is looked for once, so that all uses see the same one. */
final class SessionBases {
  private final BaseImages images;
  private final ImageBuilder builder;
  private final BasePolicy policy;
  private final Optional<String> repository;
  private final Progress progress;
  private final LayoutContexts layouts;
  private final TreeMap<String, BaseImage> found = new TreeMap<>();

  SessionBases(
      BaseImages images,
      LayoutContexts layouts,
      ImageBuilder builder,
      BuildRequest request,
      Progress progress) {
    this.images = images;
    this.layouts = layouts;
    this.builder = builder;
    this.policy = request.basePolicy();
    this.repository = request.repository();
    this.progress = progress;
  }

  ImageConfig config(String reference, Position position) {
    return image(reference, position).config();
  }

  /** An image that is no base; its position was checked with the plan. */
  BaseImage image(String reference) {
    return image(reference, Position.of(reference));
  }

  synchronized BaseImage image(String reference, Position position) {
    BaseImage known = found.get(reference);
    if (known != null) {
      return known;
    }
    var layout = layouts.find(reference);
    ImageReference parsed = layout.isPresent() ? LayoutContexts.SHOWN : parsed(reference, position);
    Progress.Running step =
        progress.start("[internal] load metadata for " + (layout.isPresent() ? reference : parsed));
    try {
      var asked =
          new BaseImages.Request(parsed, policy, position, builder, repository, progress::notice);
      BaseImage image =
          layout.isPresent() ? layouts.image(layout.get(), asked) : images.resolve(asked);
      found.put(reference, image);
      step.finished();
      return image;
    } catch (RuntimeException e) {
      step.failed(SlipwayException.said(e));
      throw e;
    }
  }

  /** The name, refused where it is written. */
  private static ImageReference parsed(String reference, Position position) {
    try {
      return ImageReference.parse(reference);
    } catch (InputException e) {
      throw new InputException(
          position, "\"" + reference + "\" names no image: " + e.problem(), e.hint().orElse(""), e);
    }
  }

  /** What the build checks want to know of an image, when it was looked at. */
  synchronized Optional<LintInput.Base> known(String reference) {
    return Optional.ofNullable(found.get(reference))
        .map(image ->
            new LintInput.Base(
                image.config().config().env().stream()
                    .map(entry -> entry.substring(0, Math.max(0, entry.indexOf('='))))
                    .collect(Collectors.toSet()),
                machine(image.config().platform()),
                machine(Platform.host())));
  }

  /** Images say variants of one processor in different ways. */
  private static String machine(Platform platform) {
    return platform.os() + "/" + platform.architecture();
  }

  synchronized List<StandIn> standIns() {
    return found.values().stream().map(BaseImage::standIn).flatMap(Optional::stream).toList();
  }
}
