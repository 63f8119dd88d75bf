package dev.slipway.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What a repository is called whose locks of base images count. */
final class RepositoryPlace {
  private RepositoryPlace() {}

  /**
   * The name itself of a hosted repository; of a directory the checkout that it is in, or itself
   * when it is in none.
   *
   * @param place {@code OWNER/NAME} or an absolute path
   */
  static String of(String place) {
    if (!place.startsWith("/")) {
      return place;
    }
    try {
      Path directory = Path.of(place);
      Path real = Files.isDirectory(directory) ? directory.toRealPath() : directory.normalize();
      for (Path at = real; at != null; at = at.getParent()) {
        if (Files.exists(at.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
          return at.toString();
        }
      }
      return real.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("looking for the repository of " + place, e);
    }
  }
}
