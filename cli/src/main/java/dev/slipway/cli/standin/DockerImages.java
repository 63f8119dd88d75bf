package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code docker images}, {@code history} and {@code inspect}. */
final class DockerImages {
  private static final int SHORT_ID = 12;
  private static final int SHORT_TEXT = 45;

  private final Surroundings around;

  DockerImages(Surroundings around) {
    this.around = around;
  }

  int list(List<String> arguments) {
    Flags flags =
        Docker.parse(
            "images",
            arguments,
            List.of("--format"),
            List.of("--quiet|-q", "--no-trunc", "--digests", "--all|-a"));
    List<String> words = DockerUsage.words("images", flags);
    var rows = new ArrayList<ObjectNode>();
    for (JsonNode image : JobApi.of(around).get("images").path("images")) {
      ObjectNode row = row(image, flags.has("--no-trunc"));
      if (words.isEmpty() || matches(row, words.getFirst())) {
        rows.add(row);
      }
    }
    if (flags.has("--quiet")) {
      rows.stream().map(r -> r.path("ID").asString("")).distinct().forEach(this::print);
    } else if (flags.last("--format").isPresent()) {
      formatted(rows, flags.last("--format").get());
    } else {
      var table = new Table("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
      for (ObjectNode row : rows) {
        table.row(
            text(row, "Repository"),
            text(row, "Tag"),
            text(row, "ID"),
            text(row, "CreatedSince"),
            text(row, "Size"));
      }
      table.lines().forEach(this::print);
    }
    return 0;
  }

  private void formatted(List<ObjectNode> rows, String format) {
    String line = format.startsWith("table ") ? format.substring("table ".length()) : format;
    rows.forEach(row -> print(GoTemplate.fill(line, row)));
  }

  private static boolean matches(ObjectNode row, String wanted) {
    String repository = text(row, "Repository");
    return wanted.equals(repository) || wanted.equals(repository + ":" + text(row, "Tag"));
  }

  private static String text(JsonNode row, String field) {
    return row.path(field).asString("");
  }

  private ObjectNode row(JsonNode image, boolean whole) {
    String name = image.path("name").asString("");
    int colon = name.lastIndexOf(':');
    String id = image.path("imageId").asString("");
    Instant created = Instant.parse(image.path("created").asString("1970-01-01T00:00:00Z"));
    var row = Json.MAPPER.createObjectNode();
    row.put("Repository", name.substring(0, Math.max(0, colon)));
    row.put("Tag", name.substring(colon + 1));
    row.put("ID", whole ? id : shortId(id));
    row.put("Digest", image.path("digest").asString(""));
    row.put("CreatedAt", created.toString());
    row.put("CreatedSince", since(created));
    row.put("Size", size(image.path("bytes").asLong()));
    return row;
  }

  int history(List<String> arguments) {
    Flags flags =
        Docker.parse(
            "history",
            arguments,
            List.of("--format"),
            List.of("--no-trunc", "--quiet|-q", "--human|-H"));
    JsonNode details = details(DockerUsage.words("history", flags).getFirst());
    var rows = historyRows(details, flags.has("--no-trunc"));
    if (flags.has("--quiet")) {
      rows.forEach(row -> print(text(row, "ID")));
    } else if (flags.last("--format").isPresent()) {
      formatted(rows, flags.last("--format").get());
    } else {
      var table = new Table("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT");
      for (ObjectNode row : rows) {
        table.row(
            text(row, "ID"),
            text(row, "CreatedSince"),
            text(row, "CreatedBy"),
            text(row, "Size"),
            text(row, "Comment"));
      }
      table.lines().forEach(this::print);
    }
    return 0;
  }

  private List<ObjectNode> historyRows(JsonNode details, boolean whole) {
    List<Long> sizes = details.path("layerBytes").valueStream().map(JsonNode::asLong).toList();
    var rows = new ArrayList<ObjectNode>();
    int layer = 0;
    for (JsonNode step : details.path("configuration").path("history")) {
      boolean empty = step.path("empty_layer").asBoolean(false);
      long bytes = empty || layer >= sizes.size() ? 0 : sizes.get(layer);
      layer += empty ? 0 : 1;
      String by = step.path("created_by").asString("");
      var row = Json.MAPPER.createObjectNode();
      row.put("ID", "<missing>");
      row.put("CreatedAt", step.path("created").asString(""));
      row.put("CreatedSince", created(step));
      row.put("CreatedBy", whole || by.length() <= SHORT_TEXT ? by : by.substring(0, 44) + "…");
      row.put("Size", size(bytes));
      row.put("Comment", step.path("comment").asString(""));
      rows.addFirst(row);
    }
    if (!rows.isEmpty()) {
      String id = details.path("imageId").asString("");
      rows.getFirst().put("ID", whole ? id : shortId(id));
    }
    return rows;
  }

  private String created(JsonNode step) {
    String time = step.path("created").asString("");
    return time.isEmpty() ? "N/A" : since(Instant.parse(time));
  }

  int inspect(List<String> arguments) {
    Flags flags =
        Docker.parse("inspect", arguments, List.of("--format|-f", "--type"), List.of("--size|-s"));
    var all = Json.MAPPER.createArrayNode();
    for (String name : DockerUsage.words("inspect", flags)) {
      all.add(inspection(details(name)));
    }
    if (flags.last("--format").isPresent()) {
      all.forEach(node -> print(GoTemplate.fill(flags.last("--format").get(), node)));
    } else {
      print(Json.pretty(all));
    }
    return 0;
  }

  private static ObjectNode inspection(JsonNode details) {
    JsonNode configuration = details.path("configuration");
    var node = Json.MAPPER.createObjectNode();
    node.put("Id", details.path("imageId").asString(""));
    node.set("RepoTags", details.path("names"));
    var digests = node.putArray("RepoDigests");
    for (JsonNode name : details.path("names")) {
      String text = name.asString();
      int colon = text.lastIndexOf(':');
      digests.add(text.substring(0, colon) + "@" + details.path("digest").asString(""));
    }
    node.put("Created", configuration.path("created").asString(""));
    node.put("Architecture", configuration.path("architecture").asString(""));
    node.put("Os", configuration.path("os").asString(""));
    long size = 0;
    for (JsonNode layer : details.path("layerBytes")) {
      size += layer.asLong();
    }
    node.put("Size", size);
    node.set("Config", configuration.path("config"));
    var rootfs = node.putObject("RootFS").put("Type", "layers");
    rootfs.set("Layers", configuration.path("rootfs").path("diff_ids"));
    return node;
  }

  private JsonNode details(String name) {
    try {
      return JobApi.of(around).details(name);
    } catch (SlipwayException e) {
      throw Docker.daemon(e);
    }
  }

  private static String shortId(String id) {
    String hex = id.replaceFirst("^sha256:", "");
    return hex.substring(0, Math.min(SHORT_ID, hex.length()));
  }

  private String since(Instant time) {
    Duration age = Duration.between(time, around.clock().instant());
    if (age.toSeconds() < 60) {
      return Math.max(0, age.toSeconds()) + " seconds ago";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + " minutes ago";
    }
    return age.toHours() < 48 ? age.toHours() + " hours ago" : age.toDays() + " days ago";
  }

  private static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + "B";
    }
    double value = bytes;
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, value < 10 ? "%.2f%s" : value < 100 ? "%.1f%s" : "%.0f%s", value, units[unit]);
  }

  private void print(String line) {
    around.console().print(line);
  }
}
