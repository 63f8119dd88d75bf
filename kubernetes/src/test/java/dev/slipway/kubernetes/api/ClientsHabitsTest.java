package dev.slipway.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.kubernetes.TestApi;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the libraries of other languages ask that kubectl does not. */
class ClientsHabitsTest {
  private static final String JSON = "application/json";

  @TempDir Path directory;
  private TestApi api;

  @BeforeEach
  void start() {
    api = TestApi.start(directory, new EchoNode(), Optional.empty());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<String> get(String path) {
    return api.send("GET", path, JSON, (String) null, JSON);
  }

  private HttpResponse<String> post(String path, String body) {
    return api.send("POST", path, JSON, body, JSON);
  }

  /** Clients generated from the API's description end the paths of groups with a slash. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/version",
        "/api",
        "/apis",
        "/api/v1",
        "/apis/apps",
        "/apis/apps/v1",
        "/api/v1/namespaces/default/pods"
      })
  void aSlashAtTheEndChangesNothing(String path) {
    HttpResponse<String> plain = get(path);
    HttpResponse<String> slashed = get(path + "/");
    assertThat(slashed.statusCode()).isEqualTo(200);
    assertThat(slashed.body()).isEqualTo(plain.body());
  }

  @Test
  void eventsAreSelectedInTheWordsOfTheirVersion() {
    String events = "/apis/events.k8s.io/v1/namespaces/default/events";
    post(
        events,
        """
        {"metadata":{"name":"e"},"eventTime":"2026-01-01T00:00:00.000000Z","type":"Normal",
         "regarding":{"kind":"Pod","namespace":"default","name":"web"},"reason":"R","note":"n",
         "action":"A","reportingController":"me","reportingInstance":"i"}
        """);
    String mine = "?fieldSelector=regarding.name%3Dweb%2CreportingController%3Dme";
    assertThat(get(events + mine).body()).contains("\"name\":\"e\"");
    assertThat(get(events + "?fieldSelector=regarding.name%3Dother").body()).contains("[]");
    assertThat(get("/api/v1/namespaces/default/events?fieldSelector=regarding.name%3Dweb").body())
        .contains("field label not supported: regarding.name");

    String foreground = "{\"propagationPolicy\":\"Foreground\"}";
    assertThat(api.send("DELETE", events + "/e", JSON, foreground, JSON).statusCode())
        .isEqualTo(200);
    assertThat(get(events + "/e").statusCode()).isEqualTo(404);
  }

  @Test
  void aReviewAsksOneThingAboutSomebody() {
    String reviews = "/apis/authorization.k8s.io/v1/";
    assertThat(post(reviews + "selfsubjectaccessreviews", "{\"spec\":{}}").body())
        .contains("\"code\":422")
        .contains(
            "SelfSubjectAccessReview.authorization.k8s.io \\\"\\\" is invalid:"
                + " spec.resourceAttributes: Invalid value: null: exactly one of"
                + " nonResourceAttributes or resourceAttributes must be specified");
    assertThat(
            post(
                    reviews + "subjectaccessreviews",
                    "{\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}}")
                .body())
        .contains("\"code\":422", "at least one of user or group must be specified");
  }

  @Test
  void thereIsNoLogOfARunThatNeverWas() {
    post(
        "/api/v1/namespaces/default/pods",
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    HttpResponse<String> log = get("/api/v1/namespaces/default/pods/web/log?previous=true");
    assertThat(log.statusCode()).isEqualTo(400);
    assertThat(log.body())
        .contains("previous terminated container \\\"c\\\" in pod \\\"web\\\" not found");
  }
}
