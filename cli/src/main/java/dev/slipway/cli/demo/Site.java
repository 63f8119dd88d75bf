package dev.slipway.cli.demo;

import dev.slipway.base.SlipwayException;
import dev.slipway.client.load.SteadyLoad;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The application as its users reach it: through the Ingress. */
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration ONE_ANSWER = Duration.ofSeconds(2);
  private static final int REQUESTS_PER_SECOND = 200;

  private final URI address;
  private final HttpClient client = HttpClient.newHttpClient();

  Site(URI address) {
    this.address = address;
  }

  URI address() {
    return address;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address.resolve(path)).timeout(ONE_ANSWER).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Waits until a path answers as wanted.
   *
   * @throws SlipwayException when it does not, with its last answer
   */
  String await(String path, Predicate<HttpResponse<String>> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String last = "nothing";
    while (System.nanoTime() < end) {
      try {
        var response = get(path);
        if (wanted.test(response)) {
          return response.body();
        }
        last = response.statusCode() + " " + response.body().lines().findFirst().orElse("");
      } catch (IOException e) {
        last = e.toString();
      }
      // Asking is the only way to learn what a user would see.
      Thread.sleep(Duration.ofMillis(20));
    }
    throw new SlipwayException(
        address.resolve(path)
            + " did not answer as it should within "
            + PATIENCE.toSeconds()
            + " s; its last answer: "
            + last);
  }

  /** A client of the page and the API that sends 200 requests a second and counts what fails. */
  SteadyLoad load() throws InterruptedException {
    return SteadyLoad.start(
        REQUESTS_PER_SECOND,
        List.of(address.resolve("/"), address.resolve("/api/patients")),
        answer -> answer.status() == 200);
  }

  @Override
  public void close() {
    client.close();
  }
}
