package dev.slipway.oci.layer;

import dev.slipway.posix.Errno;
import dev.slipway.posix.ExtendedAttributes;
import dev.slipway.posix.PosixException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which extended attributes belong to a layer: file capabilities and the user's own. What a machine
 * adds for itself (labels of SELinux, marks of overlayfs) stays out, in both directions.
 */
final class LayerAttributes {
  private static final String CAPABILITY = "security.capability";
  private static final String USER = "user.";
  private static final String USER_OVERLAY = "user.overlay.";
  private static final String OVERLAY = "trusted.overlay.";

  /** With these, part of a file is in another layer, so that a copy of it would be wrong. */
  private static final Set<String> SPREAD = Set.of(OVERLAY + "redirect", OVERLAY + "metacopy");

  private LayerAttributes() {}

  static boolean belongs(String name) {
    return name.equals(CAPABILITY) || (name.startsWith(USER) && !name.startsWith(USER_OVERLAY));
  }

  static Map<String, byte[]> read(Path file) throws IOException {
    var attributes = new TreeMap<String, byte[]>();
    for (String name : ExtendedAttributes.list(file)) {
      if (SPREAD.contains(name)) {
        throw new IOException(
            file
                + " has the attribute "
                + name
                + "; mount overlays with redirect_dir=off,metacopy=off to make layers of them");
      }
      if (belongs(name)) {
        ExtendedAttributes.get(file, name).ifPresent(value -> attributes.put(name, value));
      }
    }
    return attributes;
  }

  static void write(Path file, Map<String, byte[]> attributes) throws IOException {
    for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
      if (belongs(attribute.getKey())) {
        write(file, attribute.getKey(), attribute.getValue());
      }
    }
  }

  private static void write(Path file, String name, byte[] value) throws IOException {
    try {
      ExtendedAttributes.set(file, name, value);
    } catch (PosixException e) {
      // Without them a file works all the same; without its capability it does not.
      boolean bearable = e.is(Errno.EOPNOTSUPP) || e.is(Errno.EPERM);
      if (!bearable || name.equals(CAPABILITY)) {
        throw e;
      }
      System.getLogger(LayerAttributes.class.getName())
          .log(System.Logger.Level.DEBUG, "left out {0} of {1}: {2}", name, file, e.getMessage());
    }
  }
}
