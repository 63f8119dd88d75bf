/**
 * Layers between a directory and a blob: tar with whiteouts, extended attributes, hard links and
 * devices; gzip and zstd.
 *
 * <p>A directory here is what overlayfs stacks: a removed file is a character device 0/0, a
 * directory that hides those below has {@code trusted.overlay.opaque}. A tar is what the OCI image
 * specification says (layer.md): {@code .wh.} names. Names, link targets and attribute values are
 * bytes throughout.
 */
@NullMarked
package dev.slipway.oci.layer;

import org.jspecify.annotations.NullMarked;
