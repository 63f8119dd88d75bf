package dev.slipway.registry;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the registry does, in the text format of Prometheus. */
public final class RegistryMetrics {
  private static final double[] BOUNDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60};
  private static final double NANOS = 1e9;

  private final Map<Request, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, Latency> latencies = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> bytes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> collected = new ConcurrentHashMap<>();

  private record Request(String operation, int status) implements Comparable<Request> {
    @Override
    public int compareTo(Request other) {
      int order = operation.compareTo(other.operation);
      return order == 0 ? Integer.compare(status, other.status) : order;
    }
  }

  /** How long an operation took, as a histogram. */
  private static final class Latency {
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Latency() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void add(Duration took) {
      double seconds = took.toNanos() / NANOS;
      int i = 0;
      while (i < BOUNDS.length && seconds > BOUNDS[i]) {
        i++;
      }
      buckets[i].increment();
      nanos.add(took.toNanos());
    }
  }

  /** One request was answered; {@code took} is the time until the answer began. */
  void answered(String operation, int status, Duration took) {
    requests.computeIfAbsent(new Request(operation, status), r -> new LongAdder()).increment();
    latencies.computeIfAbsent(operation, o -> new Latency()).add(took);
  }

  void received(long count) {
    count("in", count);
  }

  void sent(long count) {
    count("out", count);
  }

  private void count(String direction, long count) {
    bytes.computeIfAbsent(direction, d -> new LongAdder()).add(count);
  }

  /** A collection or clean-up removed something. */
  public void removed(String what, long count) {
    collected.computeIfAbsent(what, w -> new LongAdder()).add(count);
  }

  /** All values. */
  public String text() {
    var text = new StringBuilder();
    head(text, "slipway_registry_requests_total", "counter", "Requests by operation and status.");
    new TreeMap<>(requests)
        .forEach((request, count) ->
            text.append("slipway_registry_requests_total{operation=\"")
                .append(request.operation)
                .append("\",code=\"")
                .append(request.status)
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
    histogram(text);
    head(text, "slipway_registry_bytes_total", "counter", "Bytes of blobs and manifests.");
    labelled(text, "slipway_registry_bytes_total", "direction", bytes);
    head(text, "slipway_registry_removed_total", "counter", "What clean-ups and collections took.");
    labelled(text, "slipway_registry_removed_total", "what", collected);
    return text.toString();
  }

  private void histogram(StringBuilder text) {
    String name = "slipway_registry_request_duration_seconds";
    head(text, name, "histogram", "Time until an answer began.");
    new TreeMap<>(latencies)
        .forEach((operation, latency) -> {
          String label = "operation=\"" + operation + "\"";
          long sum = 0;
          for (int i = 0; i <= BOUNDS.length; i++) {
            sum += latency.buckets[i].sum();
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
            text.append(name).append("_bucket{").append(label).append(",le=\"").append(bound);
            text.append("\"} ").append(sum).append('\n');
          }
          text.append(name).append("_sum{").append(label).append("} ");
          text.append(latency.nanos.sum() / NANOS).append('\n');
          text.append(name).append("_count{").append(label).append("} ");
          text.append(sum).append('\n');
        });
  }

  private static void labelled(
      StringBuilder text, String name, String label, Map<String, LongAdder> values) {
    new TreeMap<>(values)
        .forEach((value, count) ->
            text.append(name + "{" + label + "=\"" + value + "\"} " + count.sum() + "\n"));
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }
}
