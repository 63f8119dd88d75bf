/**
 * Which files a COPY or ADD takes, what they hold, and putting them into a root filesystem.
 *
 * <p>Paths are resolved inside their root, on both sides: no link and no {@code ..} in a context,
 * an image or an archive leads out of it.
 */
@NullMarked
package dev.slipway.dockerfile.files;

import org.jspecify.annotations.NullMarked;
