package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import tools.jackson.databind.JsonNode;

/** What docker says of itself, in the form that actions and scripts look for. */
final class DockerTexts {
  static final String BUILDX_VERSION = "github.com/docker/buildx v0.17.1 slipway";

  static final String INSPECT =
      """
      Name:          default
      Driver:        docker
      Last Activity: 2024-01-01 00:00:00 +0000 UTC

      Nodes:
      Name:             default
      Endpoint:         default
      Status:           running
      BuildKit version: v0.16.0
      Platforms:        linux/amd64\
      """;

  static final String VERSION =
      """
      Client:
       Version:           28.0.4
       API version:       1.48
       OS/Arch:           linux/amd64
       Context:           default

      Server: Slipway
       Engine:
        Version:          28.0.4
        API version:      1.48 (minimum version 1.24)
        OS/Arch:          linux/amd64\
      """;

  static final String INFO =
      """
      Client:
       Version:    28.0.4
       Context:    default

      Server:
       Server Version: 28.0.4
       Storage Driver: slipway
       Operating System: Slipway
       OSType: linux
       Architecture: x86_64\
      """;

  private DockerTexts() {}

  static JsonNode version() {
    var node = Json.MAPPER.createObjectNode();
    for (String side : new String[] {"Client", "Server"}) {
      node.putObject(side)
          .put("Version", "28.0.4")
          .put("ApiVersion", "1.48")
          .put("APIVersion", "1.48")
          .put("Os", "linux")
          .put("Arch", "amd64");
    }
    return node;
  }

  static JsonNode info() {
    return Json.MAPPER
        .createObjectNode()
        .put("ServerVersion", "28.0.4")
        .put("Driver", "slipway")
        .put("OperatingSystem", "Slipway")
        .put("OSType", "linux")
        .put("Architecture", "x86_64");
  }
}
