package dev.slipway.kubernetes.api;

import dev.slipway.http.Handler;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.kubernetes.ApiException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts the API's requests by what they ask for and how they are answered, and how long that
 * takes. What is not served counts as one thing, so that nobody can make this grow.
 */
final class RequestCounts {
  /** The upper ends of the classes of durations, in seconds. */
  static final List<Double> ENDS =
      List.of(
          0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 60.0);

  private static final Set<String> PARTS =
      Set.of(
          "",
          "attach",
          "binding",
          "ephemeralcontainers",
          "eviction",
          "exec",
          "finalize",
          "log",
          "portforward",
          "proxy",
          "scale",
          "status",
          "token");

  /** Streams that last as long as their client wants. */
  private static final Set<String> LONG = Set.of("attach", "exec", "log", "portforward", "proxy");

  /** What is asked for. */
  record Asked(
      String verb, String group, String version, String resource, String part, String scope)
      implements Comparable<Asked> {
    private static final Comparator<Asked> ORDER =
        Comparator.comparing(Asked::group)
            .thenComparing(Asked::resource)
            .thenComparing(Asked::part)
            .thenComparing(Asked::verb)
            .thenComparing(Asked::scope)
            .thenComparing(Asked::version);

    @Override
    public int compareTo(Asked other) {
      return ORDER.compare(this, other);
    }

    boolean isLong() {
      return verb.equals("WATCH") || LONG.contains(part);
    }
  }

  /** What was answered how often; one more class than ends for what took longer. */
  static final class Tally {
    private final ConcurrentMap<Integer, LongAdder> byCode = new ConcurrentHashMap<>();
    private final AtomicLongArray byDuration = new AtomicLongArray(ENDS.size() + 1);
    private final LongAdder nanos = new LongAdder();
    private final LongAdder open = new LongAdder();

    long code(int code) {
      return byCode.getOrDefault(code, new LongAdder()).sum();
    }

    List<Integer> codes() {
      return byCode.keySet().stream().sorted().toList();
    }

    /** How many took no longer than the class's end. */
    long within(int duration) {
      long sum = 0;
      for (int i = 0; i <= duration; i++) {
        sum += byDuration.get(i);
      }
      return sum;
    }

    double seconds() {
      return nanos.sum() / 1e9;
    }

    long open() {
      return open.sum();
    }

    private void add(int code, long taken) {
      byCode.computeIfAbsent(code, c -> new LongAdder()).increment();
      nanos.add(taken);
      int place = 0;
      while (place < ENDS.size() && taken / 1e9 > ENDS.get(place)) {
        place++;
      }
      byDuration.incrementAndGet(place);
    }
  }

  private final ConcurrentMap<Asked, Tally> tallies = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  RequestCounts(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  ConcurrentMap<Asked, Tally> tallies() {
    return tallies;
  }

  /** Answers by {@code handler} and counts; streams count until their end. */
  Response counted(Request request, ApiRequest api, Handler handler) throws IOException {
    Tally tally = tallies.computeIfAbsent(asked(api), a -> new Tally());
    long begin = nanoTime.getAsLong();
    try {
      Response answer = handler.handle(request);
      if (answer instanceof Response.Streaming(var status, var headers, var body)) {
        return new Response.Streaming(
            status,
            headers,
            out -> {
              tally.open.increment();
              try {
                body.writeTo(out);
              } finally {
                tally.open.decrement();
                tally.add(status, nanoTime.getAsLong() - begin);
              }
            });
      }
      tally.add(answer.status(), nanoTime.getAsLong() - begin);
      return answer;
    } catch (ApiException e) {
      tally.add(e.code(), nanoTime.getAsLong() - begin);
      throw e;
    } catch (HttpException e) {
      tally.add(e.status(), nanoTime.getAsLong() - begin);
      throw e;
    }
  }

  private static Asked asked(ApiRequest api) {
    if (!isKnown(api)) {
      return new Asked("other", "", "", "", "", "");
    }
    String scope =
        api.namespace().isEmpty() ? "cluster" : api.name().isEmpty() ? "namespace" : "resource";
    return new Asked(
        verb(api),
        api.group(),
        api.version(),
        api.resource(),
        api.subresource(),
        api.name().isEmpty() ? scope : "resource");
  }

  /** As Kubernetes names them here. */
  private static String verb(ApiRequest api) {
    return switch (api.verb()) {
      case "create" -> "POST";
      case "update" -> "PUT";
      default -> api.verb().toUpperCase(Locale.ROOT);
    };
  }

  private static boolean isKnown(ApiRequest api) {
    return PARTS.contains(api.subresource())
        && (ServedResource.find(api.group(), api.version(), api.resource()).isPresent()
            || LaterKind.find(api.group(), api.version(), api.resource()).isPresent());
  }
}
