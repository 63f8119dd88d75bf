import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests at a fixed rate until a file appears: {@code java Load.java URL RATE STOP-FILE}. Says
 * {@code sending} once the first has been answered, and last how many were sent and failed.
 */
final class Load {
  public static void main(String[] arguments) throws Exception {
    var url = URI.create(arguments[0]);
    long period = TimeUnit.SECONDS.toNanos(1) / Integer.parseInt(arguments[1]);
    Path stop = Path.of(arguments[2]);
    var sent = new AtomicInteger(1);
    var failures = new ConcurrentLinkedQueue<String>();
    try (var requests = Executors.newVirtualThreadPerTaskExecutor();
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      ask(client, url, failures);
      System.out.println("sending");
      long next = System.nanoTime();
      while (!Files.exists(stop)) {
        sent.incrementAndGet();
        requests.submit(() -> ask(client, url, failures));
        next += period;
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
    }
    failures.stream().limit(5).forEach(System.err::println);
    System.out.println(sent.get() + " " + failures.size());
  }

  private static void ask(HttpClient client, URI url, ConcurrentLinkedQueue<String> failures) {
    try {
      var request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2)).build();
      int status = client.send(request, BodyHandlers.ofString()).statusCode();
      if (status != 200) {
        failures.add("status " + status);
      }
    } catch (IOException | InterruptedException e) {
      failures.add(e.toString());
    }
  }
}
