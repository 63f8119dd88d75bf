package dev.slipway.cli.standin;

import dev.slipway.base.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code gcloud artifacts docker}: images and tags of a repository (S63). */
final class GcloudArtifacts {
  private static final Pattern PATH =
      Pattern.compile("([a-z0-9-]+)-docker\\.pkg\\.dev/([^/]+)/([^/]+)(?:/(.+))?");
  private static final Map<String, String> FIELDS =
      Map.of(
          "digest", "version",
          "create_time", "createTime",
          "update_time", "updateTime",
          "image", "package");

  private final Surroundings around;
  private final GcloudCall call;

  private record Place(String location, String project, String repository, String image) {
    String resource() {
      return "/v1/projects/" + project + "/locations/" + location + "/repositories/" + repository;
    }
  }

  GcloudArtifacts(Surroundings around, GcloudCall call) {
    this.around = around;
    this.call = call;
  }

  void run(List<String> words) throws IOException {
    String command = String.join(" ", words.subList(0, Math.min(2, words.size())));
    switch (command) {
      case "images list" -> images(place("images.list", words));
      case "tags list" -> tags(place("tags.list", words));
      default -> throw Gcloud.unknown("artifacts docker " + command);
    }
  }

  private static Place place(String command, List<String> words) {
    String path = words.size() == 3 ? words.get(2) : "";
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw Gcloud.usage(
          "artifacts.docker." + command,
          "Invalid Docker string: '"
              + path
              + "'. Write LOCATION-docker.pkg.dev/PROJECT/REPOSITORY or"
              + " LOCATION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE");
    }
    String image = matcher.group(4) == null ? "" : matcher.group(4);
    return new Place(matcher.group(1), matcher.group(2), matcher.group(3), image);
  }

  private List<ObjectNode> rows(Place place) throws IOException {
    JsonNode answer =
        call.get("artifactregistry", place.resource() + "/dockerImages?pageSize=1000");
    var rows = new ArrayList<ObjectNode>();
    for (JsonNode image : answer.path("dockerImages")) {
      String uri = image.path("uri").asString("");
      int at = uri.lastIndexOf('@');
      String name = uri.substring(0, Math.max(0, at));
      if (place.image.isEmpty() || name.endsWith("/" + place.image)) {
        var row = Json.MAPPER.createObjectNode();
        row.put("package", name).put("version", uri.substring(at + 1));
        row.set("tags", image.path("tags"));
        row.put("createTime", image.path("uploadTime").asString(""));
        row.put("updateTime", image.path("updateTime").asString(""));
        row.set("metadata", metadata(image));
        rows.add(row);
      }
    }
    return rows;
  }

  private static ObjectNode metadata(JsonNode image) {
    return Json.MAPPER
        .createObjectNode()
        .put("imageSizeBytes", image.path("imageSizeBytes").asString("0"))
        .put("mediaType", image.path("mediaType").asString(""));
  }

  private void images(Place place) throws IOException {
    around
        .console()
        .note(
            "Listing items under project "
                + place.project
                + ", location "
                + place.location
                + ", repository "
                + place.repository
                + ".\n");
    List<ObjectNode> rows = chosen(rows(place));
    if (call.flags().last("--format").isPresent()) {
      call.print(Json.MAPPER.createArrayNode().addAll(rows), "json");
      return;
    }
    boolean tags = call.flags().has("--include-tags");
    var table =
        tags
            ? new Table("IMAGE", "DIGEST", "TAGS", "CREATE_TIME", "UPDATE_TIME", "SIZE")
            : new Table("IMAGE", "DIGEST", "CREATE_TIME", "UPDATE_TIME", "SIZE");
    for (ObjectNode row : rows) {
      var cells = new ArrayList<String>();
      cells.add(GcloudFormat.value(row, "package"));
      cells.add(GcloudFormat.value(row, "version"));
      if (tags) {
        cells.add(GcloudFormat.value(row, "tags").replace(",", ", "));
      }
      cells.add(time(row, "createTime"));
      cells.add(time(row, "updateTime"));
      cells.add(GcloudFormat.value(row, "metadata.imageSizeBytes"));
      table.row(cells.toArray(String[]::new));
    }
    table.lines().forEach(around.console()::print);
  }

  private static String time(ObjectNode row, String field) {
    String text = GcloudFormat.value(row, field);
    return text.length() > 19 ? text.substring(0, 19) : text;
  }

  private List<ObjectNode> chosen(List<ObjectNode> rows) {
    var chosen = new ArrayList<>(rows);
    String filter = call.flags().last("--filter").orElse("");
    if (!filter.isBlank()) {
      chosen.removeIf(row -> !accepts(row, filter));
    }
    call.flags().last("--sort-by").ifPresent(key -> sort(chosen, key));
    int limit = Integer.parseInt(call.flags().last("--limit").orElse("1000000"));
    return chosen.subList(0, Math.min(limit, chosen.size()));
  }

  private static void sort(List<ObjectNode> rows, String key) {
    boolean descending = key.startsWith("~");
    String field = field(descending ? key.substring(1) : key);
    Comparator<ObjectNode> order = Comparator.comparing(row -> GcloudFormat.value(row, field));
    rows.sort(descending ? order.reversed() : order);
  }

  /** Column labels are understood as the fields behind them. */
  private static String field(String name) {
    return FIELDS.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  private boolean accepts(ObjectNode row, String filter) {
    for (String term : filter.split("\\s+(?:AND|and)\\s+")) {
      Matcher matcher =
          Pattern.compile("\\s*([\\w.]+)\\s*(=|:|~|!=)\\s*\"?([^\"]*)\"?\\s*").matcher(term);
      if (!matcher.matches()) {
        throw new ToolFailure(
            1,
            "ERROR: (gcloud.artifacts.docker.images.list) the filter ["
                + term
                + "] is not known to this stand-in; write FIELD=VALUE, FIELD:VALUE or FIELD~REGEX,"
                + " joined by AND");
      }
      String name = field(matcher.group(1));
      if (!name.equals(matcher.group(1))) {
        around.console().note("note: " + matcher.group(1) + " is the field " + name);
      }
      if (!accepts(GcloudFormat.value(row, name), matcher.group(2), matcher.group(3))) {
        return false;
      }
    }
    return true;
  }

  private static boolean accepts(String value, String operator, String wanted) {
    List<String> values = List.of(value.split(","));
    return switch (operator) {
      case "=" -> values.contains(wanted);
      case "!=" -> !values.contains(wanted);
      case "~" -> Pattern.compile(wanted).matcher(value).find();
      default ->
          values.stream()
              .anyMatch(v ->
                  wanted.endsWith("*")
                      ? v.startsWith(wanted.substring(0, wanted.length() - 1))
                      : v.contains(wanted));
    };
  }

  private void tags(Place place) throws IOException {
    List<ObjectNode> rows = rows(place);
    var listed = new ArrayList<ObjectNode>();
    for (ObjectNode row : rows) {
      for (JsonNode tag : row.path("tags")) {
        var line = Json.MAPPER.createObjectNode().put("tag", tag.asString());
        line.put("image", GcloudFormat.value(row, "package"));
        line.put("version", GcloudFormat.value(row, "version"));
        listed.add(line);
      }
    }
    if (call.flags().last("--format").isPresent()) {
      call.print(Json.MAPPER.createArrayNode().addAll(listed), "json");
      return;
    }
    var table = new Table("TAG", "IMAGE", "DIGEST");
    listed.forEach(l ->
        table.row(
            GcloudFormat.value(l, "tag"),
            GcloudFormat.value(l, "image"),
            GcloudFormat.value(l, "version")));
    table.lines().forEach(around.console()::print);
  }
}
