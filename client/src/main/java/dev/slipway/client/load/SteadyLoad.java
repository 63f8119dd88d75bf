package dev.slipway.client.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A client that sends requests at a fixed rate, whatever the answers do, and counts what failed.
 *
 * <p>A request counts as failed when it is not answered in time (two seconds, unless said
 * otherwise) or the answer is not as expected. Requests alternate between the given addresses.
 */
public final class SteadyLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HttpClient client;
  private final Duration patience;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final List<URI> addresses;
  private final Predicate<Answer> expected;
  private final AtomicInteger sent = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> seen = new ConcurrentSkipListMap<>();
  private final Phaser inFlight = new Phaser(1);
  private final CountDownLatch first = new CountDownLatch(1);

  /** One answer. */
  public record Answer(URI address, int status, String body) {}

  /** What came of it. */
  public record Report(int sent, List<String> failures) {
    public Report {
      failures = List.copyOf(failures);
    }
  }

  private SteadyLoad(List<URI> addresses, Duration patience, Predicate<Answer> expected) {
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.addresses = List.copyOf(addresses);
    this.expected = expected;
  }

  public static SteadyLoad start(int perSecond, List<URI> addresses, Predicate<Answer> expected)
      throws InterruptedException {
    return start(perSecond, PATIENCE, addresses, expected);
  }

  /**
   * As above, with another patience.
   *
   * @param patience how long an answer may take
   */
  public static SteadyLoad start(
      int perSecond, Duration patience, List<URI> addresses, Predicate<Answer> expected)
      throws InterruptedException {
    var load = new SteadyLoad(addresses, patience, expected);
    var unused =
        load.clock.scheduleAtFixedRate(
            load::send, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
    load.first.await();
    if (unused.isDone()) {
      throw new IllegalStateException("the load ended at once");
    }
    return load;
  }

  private void send() {
    int number = sent.getAndIncrement();
    URI address = addresses.get(number % addresses.size());
    inFlight.register();
    var _ = Thread.ofVirtual().start(() -> ask(address));
  }

  private void ask(URI address) {
    try {
      var response =
          client.send(
              HttpRequest.newBuilder(address).timeout(patience).build(), BodyHandlers.ofString());
      var answer = new Answer(address, response.statusCode(), response.body());
      if (!expected.test(answer)) {
        failures.add(address + " answered " + answer.status + ": " + answer.body);
      }
      seen.computeIfAbsent(answer.body, b -> new AtomicInteger()).incrementAndGet();
    } catch (IOException e) {
      failures.add(address + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.add(address + ": interrupted");
    } finally {
      first.countDown();
      inFlight.arriveAndDeregister();
    }
  }

  /** How many answers had this body so far. */
  public int seen(Predicate<String> body) {
    return seen.entrySet().stream()
        .filter(e -> body.test(e.getKey()))
        .mapToInt(e -> e.getValue().get())
        .sum();
  }

  /** Stops sending, waits for what is in flight. */
  public Report stop() {
    clock.shutdown();
    inFlight.arriveAndAwaitAdvance();
    return new Report(sent.get(), new ArrayList<>(failures));
  }

  @Override
  public void close() {
    clock.shutdownNow();
    client.close();
  }
}
