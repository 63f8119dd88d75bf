package dev.slipway.kustomize.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.List;

/** Resources that lie elsewhere: recognised, so that they are refused by name. */
final class RemoteSource {
  private static final List<String> SCHEMES =
      List.of(
          "http://",
          "https://",
          "ssh://",
          "file://",
          "git::",
          "git@",
          "github.com/",
          "github.com:");

  private RemoteSource() {}

  static boolean isRemote(String path) {
    return SCHEMES.stream().anyMatch(path::startsWith)
        || path.contains("?ref=")
        || path.contains(".git//");
  }

  static InputException refused(String path, Position from) {
    return new InputException(
        from,
        "\"" + path + "\" is remote, and builds read local files only",
        "Copy it into the repository, so that the same commit always renders the same objects.");
  }
}
