package dev.slipway.kustomize.transform;

import dev.slipway.kustomize.resource.Resources;

/** Changes the images that one entry of {@code images} means. */
public final class ImageTransformer implements Transformer {
  private final ImageChange change;
  private final ImageIndex index;

  /**
   * An entry.
   *
   * @param index shared by entries that follow each other
   */
  public ImageTransformer(ImageChange change, ImageIndex index) {
    this.change = change;
    this.index = index;
  }

  @Override
  public void transform(Resources resources) {
    index.change(resources, change);
  }
}
