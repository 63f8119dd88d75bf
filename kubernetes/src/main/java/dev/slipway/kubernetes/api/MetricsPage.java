package dev.slipway.kubernetes.api;

import dev.slipway.http.Headers;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;

/** What the API counts, as Prometheus reads it; names and labels are those of Kubernetes. */
final class MetricsPage {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String REQUESTS = "apiserver_request_total";
  private static final String DURATIONS = "apiserver_request_duration_seconds";
  private static final String OPEN = "apiserver_longrunning_requests";
  private static final String OBJECTS = "apiserver_storage_objects";

  private final Cluster cluster;
  private final RequestCounts counts;

  MetricsPage(Cluster cluster, RequestCounts counts) {
    this.cluster = cluster;
    this.counts = counts;
  }

  Response answer() {
    var page = new StringBuilder();
    var sorted = new TreeMap<>(counts.tallies());
    head(page, OPEN, "gauge", "Requests that are open as long as their client wants.");
    sorted.forEach((asked, tally) -> {
      if (asked.isLong()) {
        line(page, OPEN, labels(asked), Long.toString(tally.open()));
      }
    });
    head(page, DURATIONS, "histogram", "How long answers took, in seconds.");
    sorted.forEach((asked, tally) -> {
      if (!asked.isLong()) {
        durations(page, asked, tally);
      }
    });
    head(page, REQUESTS, "counter", "Requests that were answered.");
    sorted.forEach((asked, tally) -> {
      for (int code : tally.codes()) {
        String labels = "code=\"" + code + "\"," + labels(asked);
        line(page, REQUESTS, labels, Long.toString(tally.code(code)));
      }
    });
    head(page, OBJECTS, "gauge", "Objects that are stored.");
    for (ResourceType type : ResourceType.ALL) {
      int stored = cluster.list(type, Selection.ALL).items().size();
      line(page, OBJECTS, "resource=\"" + type + "\"", Integer.toString(stored));
    }
    return new Response.Bytes(
        200, Headers.of("Content-Type", TYPE), page.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void durations(
      StringBuilder page, RequestCounts.Asked asked, RequestCounts.Tally tally) {
    String labels = labels(asked);
    int classes = RequestCounts.ENDS.size();
    for (int i = 0; i < classes; i++) {
      String end = ",le=\"" + number(RequestCounts.ENDS.get(i)) + "\"";
      line(page, DURATIONS + "_bucket", labels + end, Long.toString(tally.within(i)));
    }
    String all = Long.toString(tally.within(classes));
    line(page, DURATIONS + "_bucket", labels + ",le=\"+Inf\"", all);
    line(page, DURATIONS + "_sum", labels, String.format(Locale.ROOT, "%.9f", tally.seconds()));
    line(page, DURATIONS + "_count", labels, all);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String labels(RequestCounts.Asked asked) {
    return "component=\"apiserver\",group=\"%s\",resource=\"%s\",scope=\"%s\",subresource=\"%s\",verb=\"%s\",version=\"%s\""
        .formatted(
            asked.group(),
            asked.resource(),
            asked.scope(),
            asked.part(),
            asked.verb(),
            asked.version());
  }

  static void head(StringBuilder page, String name, String type, String help) {
    page.append("# HELP ").append(name).append(' ').append(help).append('\n');
    page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  static void line(StringBuilder page, String name, String labels, String value) {
    page.append(name).append('{').append(labels).append("} ").append(value).append('\n');
  }
}
