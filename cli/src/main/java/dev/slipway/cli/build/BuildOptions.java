package dev.slipway.cli.build;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.cli.command.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.node.ObjectNode;

/** The options of {@code slipway build}, and the order that they make. */
final class BuildOptions {
  /** Options of {@code docker build} that are refused by name, with what to do instead. */
  private static final Map<String, String> LATER =
      Map.of(
          "--ssh", "hand over a key or token by --secret",
          "--sbom", "attestations are not made yet; leave it out, or write --sbom=false",
          "--provenance",
              "attestations are not made yet; leave it out, or write --provenance=false",
          "--attest", "attestations are not made yet; leave it out");

  private BuildOptions() {}

  static CommandSpec addTo(CommandSpec spec) {
    spec.addOption(Options.values("NAME", "name the image; may be repeated", "-t", "--tag"))
        .addOption(Options.value("FILE", "the Dockerfile (DIR/Dockerfile)", "-f", "--file"))
        .addOption(Options.value("STAGE", "build this stage instead of the last", "--target"))
        .addOption(Options.values("NAME=VALUE", "a value for an ARG", "--build-arg"))
        .addOption(
            Options.values(
                "NAME=DIR|IMAGE|oci-layout://DIR:TAG",
                "what a name in FROM or --from is",
                "--build-context"))
        .addOption(
            Options.values(
                "id=ID[,src=FILE|,env=NAME]", "a secret for RUN --mount=type=secret", "--secret"))
        .addOption(Options.values("NAME=VALUE", "add a label", "--label"))
        .addOption(
            Options.values(
                "type=T,dest=PATH",
                "also write it: oci, docker, local, tar; compression=zstd|gzip|uncompressed",
                "-o",
                "--output"))
        .addOption(Options.value("MODE", "network of RUN: default, none, host", "--network"))
        .addOption(
            Options.values(
                "RIGHT", "allow network.host, security.insecure, or secret.files", "--allow"))
        .addOption(Options.value("PLATFORM", "only this machine's can be built", "--platform"))
        .addOption(Options.value("SIZE", "memory that a RUN step may use: 512m", "-m", "--memory"))
        .addOption(Options.values("NAME:ADDRESS", "a host that RUN steps know", "--add-host"))
        .addOption(Options.value("SIZE", "of /dev/shm in RUN steps (64m)", "--shm-size"))
        .addOption(Options.values("NAME=SOFT:HARD", "limit processes of RUN steps", "--ulimit"))
        .addOption(Options.values("NAME=VALUE", "annotate the image's manifest", "--annotation"))
        .addOption(Options.flag("do every step anew", "--no-cache"))
        .addOption(Options.values("STAGE", "do the steps of a stage anew", "--no-cache-filter"))
        .addOption(Options.flag("look for newer base images and lock to them", "--pull"))
        .addOption(
            Options.values("type=T,…", "look for steps here too: local, registry", "--cache-from"))
        .addOption(
            Options.values("type=T,…", "leave the steps here too: local, registry", "--cache-to"))
        .addOption(Options.flag("only say what the build checks find", "--check"))
        .addOption(Options.value("METHOD", "do not build: check, outline or targets", "--call"))
        .addOption(Options.flag("say for each step why it was done or not", "--explain"))
        .addOption(Options.flag("leave the files of a failed RUN in a directory", "--keep-failed"))
        .addOption(Options.value("KIND", "auto, plain, tty, rawjson or quiet", "--progress"))
        .addOption(Options.value("FILE", "write the image's id to a file", "--iidfile"))
        .addOption(Options.value("FILE", "write what was built to a file", "--metadata-file"))
        .addOption(Options.flag("print the image's digest alone", "-q", "--quiet"));
    LATER.keySet().forEach(name -> spec.addOption(hidden(name)));
    return spec;
  }

  private static OptionSpec hidden(String name) {
    return OptionSpec.builder(name).type(String.class).arity("0..1").hidden(true).build();
  }

  /** Refuses what is not done yet. */
  static void refuse(ParseResult arguments) {
    LATER.forEach((name, hint) -> {
      String value = arguments.matchedOptionValue(name, "");
      if (arguments.hasMatchedOption(name) && !isDisabled(value)) {
        throw new InputException(Position.of(name), "is not supported", hint);
      }
    });
  }

  private static boolean isDisabled(String value) {
    return value.equals("false") || List.of(value.split(",")).contains("disabled=true");
  }

  static ObjectNode order(Path context, ParseResult arguments) {
    var order = Json.MAPPER.createObjectNode();
    order.put("context", context.toString());
    order.put("directory", Path.of("").toAbsolutePath().toString());
    text(order, arguments, "dockerfile", "--file");
    text(order, arguments, "target", "--target");
    text(order, arguments, "network", "--network");
    text(order, arguments, "platform", "--platform");
    text(order, arguments, "memory", "--memory");
    list(order, arguments, "tags", "--tag");
    list(order, arguments, "buildArgs", "--build-arg");
    list(order, arguments, "contexts", "--build-context");
    list(order, arguments, "secrets", "--secret");
    list(order, arguments, "labels", "--label");
    list(order, arguments, "outputs", "--output");
    list(order, arguments, "allow", "--allow");
    list(order, arguments, "cacheFrom", "--cache-from");
    list(order, arguments, "cacheTo", "--cache-to");
    order.put("noCache", Options.is(arguments, "--no-cache"));
    order.put("pull", Options.is(arguments, "--pull"));
    list(order, arguments, "addHosts", "--add-host");
    list(order, arguments, "ulimits", "--ulimit");
    list(order, arguments, "annotations", "--annotation");
    list(order, arguments, "noCacheFilters", "--no-cache-filter");
    text(order, arguments, "shmSize", "--shm-size");
    text(order, arguments, "call", "--call");
    if (Options.is(arguments, "--check")) {
      order.put("call", "check");
    }
    order.put("explain", Options.is(arguments, "--explain"));
    order.put("keepFailed", Options.is(arguments, "--keep-failed"));
    environment(order, arguments);
    return order;
  }

  /** Variables that options take their values from; no others leave this process. */
  private static void environment(ObjectNode order, ParseResult arguments) {
    ObjectNode node = order.putObject("environment");
    for (String secret : arguments.<List<String>>matchedOptionValue("--secret", List.of())) {
      for (String field : secret.split(",", -1)) {
        if (field.startsWith("env=") || field.startsWith("id=")) {
          variable(node, field.substring(field.indexOf('=') + 1));
        }
      }
    }
    for (String word : arguments.<List<String>>matchedOptionValue("--build-arg", List.of())) {
      if (!word.contains("=")) {
        variable(node, word);
      }
    }
    variable(node, "SOURCE_DATE_EPOCH");
  }

  private static void variable(ObjectNode node, String name) {
    String value = System.getenv(name);
    if (value != null) {
      node.put(name, value);
    }
  }

  private static void text(ObjectNode order, ParseResult arguments, String name, String option) {
    if (arguments.hasMatchedOption(option)) {
      order.put(name, arguments.<String>matchedOptionValue(option, ""));
    }
  }

  private static void list(ObjectNode order, ParseResult arguments, String name, String option) {
    var array = order.putArray(name);
    arguments.<List<String>>matchedOptionValue(option, List.of()).forEach(array::add);
  }
}
