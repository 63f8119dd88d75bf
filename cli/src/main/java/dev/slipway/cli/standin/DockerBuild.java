package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.cli.build.BuildAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code docker build} and {@code docker buildx build}: the process builds, from the job's files.
 */
final class DockerBuild {
  private static final String EPOCH = "SOURCE_DATE_EPOCH";

  private final Surroundings around;
  private final String streamed = ".docker-build-" + UUID.randomUUID();
  private boolean toOutput;
  private Optional<StreamedContext> input = Optional.empty();

  DockerBuild(Surroundings around) {
    this.around = around;
  }

  int run(List<String> arguments) throws IOException {
    Flags flags = DockerBuildFlags.parse(arguments);
    if (flags.words().size() != 1) {
      throw new ToolFailure(
          1,
          """
          ERROR: docker: 'docker buildx build' requires 1 argument

          Usage:  docker buildx build [OPTIONS] PATH | URL | -

          Run 'docker buildx build --help' for more information\
          """);
    }
    Optional<DockerBuildFlags.Call> call = DockerBuildFlags.call(flags);
    try {
      ObjectNode order = order(flags);
      return call.isPresent() ? ask(call.get(), order) : build(flags, order);
    } catch (SlipwayException e) {
      throw new ToolFailure(1, "ERROR: failed to build: failed to solve: " + e.getMessage());
    } finally {
      Files.deleteIfExists(around.directory().resolve(streamed));
      if (input.isPresent()) {
        input.get().close();
      }
    }
  }

  private int build(Flags flags, ObjectNode order) throws IOException {
    boolean quiet = DockerBuildFlags.quiet(flags, around);
    DockerBuildFlags.warnings(flags).forEach(around.console()::note);
    JsonNode result =
        JobApi.of(around)
            .work(
                "builds",
                order,
                line -> {
                  if (!quiet) {
                    around.console().note(line);
                  }
                });
    report(flags, result);
    return 0;
  }

  /** {@code --call}, {@code --check}: 1 when BuildKit's checks find something. */
  private int ask(DockerBuildFlags.Call call, ObjectNode order) {
    order.put("call", call.method());
    var answer =
        new BuildAnswer(JobApi.of(around).post("builds/call", order), around.console()::print);
    switch (call.format()) {
      case JSON -> answer.printJson();
      case TEXT -> answer.print();
    }
    return answer.isBuildKitsComplaint() ? 1 : 0;
  }

  private ObjectNode order(Flags flags) throws IOException {
    var order = Json.MAPPER.createObjectNode();
    order.put("directory", around.directory().toString());
    String context = flags.words().getFirst();
    if (context.equals("-")) {
      fromInput(flags, order);
    } else {
      order.put("context", context(context));
      dockerfile(flags, order);
    }
    flags.last("--target").ifPresent(target -> order.put("target", target));
    var tags = order.putArray("tags");
    flags.all("--tag").forEach(tags::add);
    ObjectNode arguments = pairs(order, "buildArgs", flags.all("--build-arg"));
    // buildx takes this one along by itself.
    Optional<String> epoch = around.variable(EPOCH).filter(time -> !time.isEmpty());
    if (epoch.isPresent() && !arguments.has(EPOCH)) {
      arguments.put(EPOCH, epoch.get());
    }
    pairs(order, "labels", flags.all("--label"));
    pairs(order, "contexts", flags.all("--build-context"));
    order.put("noCache", flags.has("--no-cache"));
    order.put("pull", flags.has("--pull"));
    DockerBuildFlags.platforms(flags, around).forEach(DockerBuild::checkPlatform);
    DockerBuildFlags.refuse(flags, around);
    words(order, "addHosts", flags.all("--add-host"));
    words(order, "ulimits", flags.all("--ulimit"));
    words(order, "annotations", flags.all("--annotation"));
    words(order, "noCacheFilters", DockerBuildFlags.stages(flags));
    flags.last("--shm-size").ifPresent(size -> order.put("shmSize", size));
    flags.last("--memory").ifPresent(size -> order.put("memory", size));
    flags.last("--network").ifPresent(mode -> order.put("network", mode));
    words(order, "allow", flags.all("--allow"));
    words(order, "cacheFrom", flags.all("--cache-from"));
    words(order, "cacheTo", flags.all("--cache-to"));
    boolean push = outputs(flags, order) || flags.has("--push");
    order.put("push", push);
    secrets(flags, order);
    if (push) {
      logins(flags, order);
    }
    return order;
  }

  private static void words(ObjectNode order, String field, List<String> words) {
    var array = order.putArray(field);
    words.forEach(array::add);
  }

  /** As docker has it: a directory of that name goes before anything it may mean besides. */
  private String context(String context) {
    if (context.matches("[a-z][a-z0-9+.-]*://.*|git@.*|github\\.com/.*")
        && !Files.isDirectory(around.directory().resolve(context))) {
      throw new ToolFailure(
          1,
          "ERROR: failed to build: the context "
              + context
              + " cannot be read here; name a directory of the job");
    }
    return context;
  }

  /** {@code docker build - < Dockerfile}, or {@code < context.tar}, in which the file is then. */
  private void fromInput(Flags flags, ObjectNode order) throws IOException {
    Optional<String> file = flags.last("--file");
    if (file.equals(Optional.of("-"))) {
      throw new ToolFailure(
          1,
          "ERROR: failed to build: invalid argument: can't use stdin for both build context and"
              + " dockerfile");
    }
    StreamedContext context = StreamedContext.read(around);
    input = Optional.of(context);
    order.put("context", context.directory().toString());
    if (context.dockerfile().isEmpty()) {
      file.ifPresent(f -> order.put("dockerfile", context.directory().resolve(f).toString()));
    } else if (file.isPresent()) {
      throw new ToolFailure(
          1,
          "ERROR: failed to build: ambiguous Dockerfile source: both stdin and flag correspond"
              + " to Dockerfiles");
    }
    context.dockerfile().ifPresent(text -> order.put("dockerfileText", text));
  }

  private void dockerfile(Flags flags, ObjectNode order) throws IOException {
    var file = flags.last("--file");
    if (file.isPresent() && file.get().equals("-")) {
      byte[] text = around.input().readAllBytes();
      order.put("dockerfileText", new String(text, StandardCharsets.UTF_8));
    } else {
      file.ifPresent(f -> order.put("dockerfile", f));
    }
  }

  /** As docker has it: a name without a value takes that of the environment, if there is one. */
  private ObjectNode pairs(ObjectNode order, String field, List<String> words) {
    ObjectNode node = order.putObject(field);
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals >= 0) {
        node.put(word.substring(0, equals), word.substring(equals + 1));
      } else {
        around.variable(word).ifPresent(value -> node.put(word, value));
      }
    }
    return node;
  }

  private static void checkPlatform(String platforms) {
    for (String platform : platforms.split(",")) {
      if (!platform.equals("linux/amd64") && !platform.equals("local")) {
        throw new ToolFailure(
            1,
            "ERROR: failed to build: images cannot be built for "
                + platform
                + " on this machine; leave --platform out");
      }
    }
  }

  /** Returns whether one of the outputs is a registry. */
  private boolean outputs(Flags flags, ObjectNode order) {
    var files = order.putArray("outputs");
    boolean push = false;
    for (String output : flags.all("--output")) {
      List<String> fields = Arrays.asList(output.split(","));
      boolean loaded =
          fields.contains("type=docker") && fields.stream().noneMatch(f -> f.startsWith("dest="));
      push |= fields.contains("type=registry") || fields.contains("push=true");
      if (!loaded) {
        files.add(streamed(output, fields));
      }
    }
    return push;
  }

  /** What is to go to standard output is written to a file first. */
  private String streamed(String output, List<String> fields) {
    if (output.equals("-")) {
      toOutput = true;
      return "type=tar,dest=" + here(streamed);
    }
    if (!output.contains("=")) {
      return here(output);
    }
    toOutput |= fields.contains("dest=-");
    return String.join(",", fields.stream().map(this::destination).toList());
  }

  /** Paths are meant from where docker was started, not from the context. */
  private String destination(String field) {
    if (!field.startsWith("dest=")) {
      return field;
    }
    String path = field.substring("dest=".length());
    return "dest=" + here(path.equals("-") ? streamed : path);
  }

  private String here(String path) {
    return around.directory().resolve(path).toString();
  }

  private void secrets(Flags flags, ObjectNode order) throws IOException {
    ObjectNode node = order.putObject("secrets");
    for (String word : flags.all("--secret")) {
      var fields = new HashMap<String, String>();
      for (String field : word.split(",")) {
        int equals = field.indexOf('=');
        if (equals > 0) {
          fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
      }
      String id = fields.getOrDefault("id", "");
      if (id.isEmpty()) {
        throw DockerUsage.wrong("buildx build", "--secret " + word + " has no id");
      }
      node.put(id, Base64.getEncoder().encodeToString(secret(id, fields)));
    }
  }

  private byte[] secret(String id, Map<String, String> fields) throws IOException {
    String file = fields.getOrDefault("src", fields.getOrDefault("source", ""));
    if (!file.isEmpty()) {
      return Files.readAllBytes(around.directory().resolve(file));
    }
    String variable = fields.getOrDefault("env", id);
    return around
        .variable(variable)
        .orElseThrow(() ->
            new ToolFailure(
                1,
                "ERROR: failed to build: the secret "
                    + id
                    + " has no file, and no variable "
                    + variable
                    + " is set"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void logins(Flags flags, ObjectNode order) throws IOException {
    var logins = order.putArray("logins");
    var config = new DockerConfigFile(around);
    var hosts = new TreeSet<String>();
    flags.all("--tag").forEach(tag -> hosts.add(Hosts.of(tag)));
    for (String host : hosts) {
      config
          .find(host)
          .ifPresent(login ->
              logins
                  .addObject()
                  .put("host", host)
                  .put("user", login.user())
                  .put("password", login.password()));
    }
  }

  private void report(Flags flags, JsonNode result) throws IOException {
    String id = result.path("imageId").asString("");
    for (String file : flags.all("--iidfile")) {
      Files.writeString(around.directory().resolve(file), id);
    }
    for (String file : flags.all("--metadata-file")) {
      Files.writeString(around.directory().resolve(file), Json.pretty(metadata(flags, result)));
    }
    var notes = new ArrayList<String>();
    result.path("standIns").forEach(s -> notes.add("base image " + s.asString()));
    notes.forEach(around.console()::note);
    if (toOutput) {
      Files.copy(around.directory().resolve(streamed), around.console().out());
      around.console().out().flush();
    } else if (flags.has("--quiet")) {
      around.console().print(id);
    }
  }

  private static ObjectNode metadata(Flags flags, JsonNode result) {
    var node = Json.MAPPER.createObjectNode();
    node.put("containerimage.config.digest", result.path("imageId").asString(""));
    node.put("containerimage.digest", result.path("digest").asString(""));
    node.putObject("containerimage.descriptor")
        .put("mediaType", result.path("mediaType").asString(""))
        .put("digest", result.path("digest").asString(""))
        .put("size", result.path("size").asLong());
    if (!flags.all("--tag").isEmpty()) {
      node.put("image.name", String.join(",", flags.all("--tag")));
    }
    return node;
  }
}
