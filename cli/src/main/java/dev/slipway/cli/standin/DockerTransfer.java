package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code docker push} and {@code docker pull}. */
final class DockerTransfer {
  private static final List<String> VALUED = List.of("--platform");

  private final Surroundings around;

  DockerTransfer(Surroundings around) {
    this.around = around;
  }

  int push(List<String> arguments) throws IOException {
    Flags flags =
        Docker.parse(
            "push",
            arguments,
            VALUED,
            List.of("--all-tags|-a", "--quiet|-q", "--disable-content-trust"));
    String name = name("push", flags);
    boolean quiet = flags.has("--quiet");
    if (!flags.has("--all-tags")) {
      move("push", withTag(name, quiet), quiet);
    } else if (isExact(name)) {
      throw new ToolFailure(1, "tag can't be used with --all-tags/-a");
    } else {
      for (String one : tagged(name)) {
        move("push", one, quiet);
      }
    }
    if (quiet) {
      around.console().print(name);
    }
    return 0;
  }

  int pull(List<String> arguments) throws IOException {
    Flags flags =
        Docker.parse("pull", arguments, VALUED, List.of("--quiet|-q", "--disable-content-trust"));
    String name = name("pull", flags);
    boolean quiet = flags.has("--quiet");
    move("pull", withTag(name, quiet), quiet);
    around.console().print(name);
    return 0;
  }

  private static String name(String command, Flags flags) {
    return DockerUsage.words(command, flags).getFirst();
  }

  /** As it is: the instance takes a name without a tag for {@code latest} too. */
  private String withTag(String name, boolean quiet) {
    if (!isExact(name) && !quiet) {
      around.console().print("Using default tag: latest");
    }
    return name;
  }

  private static boolean isExact(String name) {
    return name.contains("@") || name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
  }

  /** All images here of a name, in the order of their tags. */
  private List<String> tagged(String name) {
    var all = new ArrayList<String>();
    for (JsonNode image : JobApi.of(around).get("images").path("images")) {
      String one = image.path("name").asString("");
      if (one.startsWith(name + ":") && one.indexOf('/', name.length()) < 0) {
        all.add(one);
      }
    }
    if (all.isEmpty()) {
      throw new ToolFailure(1, "An image does not exist locally with the tag: " + name);
    }
    all.sort(null);
    return all;
  }

  private void move(String command, String name, boolean quiet) throws IOException {
    var body = Json.MAPPER.createObjectNode().put("name", name);
    String host = Hosts.of(name);
    var login = new DockerConfigFile(around).find(host);
    login.ifPresent(l ->
        body.putObject("login")
            .put("host", host)
            .put("user", l.user())
            .put("password", l.password()));
    try {
      JobApi.of(around)
          .work(
              "images/" + command,
              body,
              line -> {
                if (!quiet) {
                  around.console().print(line);
                }
              });
    } catch (SlipwayException e) {
      // What a registry refuses, docker prints as it comes.
      throw new ToolFailure(1, String.valueOf(e.getMessage()));
    }
  }
}
