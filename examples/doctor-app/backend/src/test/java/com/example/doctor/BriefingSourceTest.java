package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which source wrote a briefing, and that the answer says so whenever it is not the wanted one. */
final class BriefingSourceTest {
  private static final Patient PATIENT = PatientRecords.bundled().find("p-1001").orElseThrow();
  private static final String GOOD =
      """
      {"type": "message", "content": [
        {"type": "thinking", "thinking": "hm"},
        {"type": "text", "text": "Mrs Olsen, 75, bleeds easily."},
        {"type": "text", "text": "Review metformin."}]}
      """;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @Test
  void theModelWritesTheSummaryAndTheRulesWriteTheRest() throws Exception {
    try (ModelEndpoint model = ModelEndpoint.answering(200, GOOD)) {
      Briefing briefing = write(model.environment(10_000));
      assertEquals("Mrs Olsen, 75, bleeds easily.\nReview metformin.", briefing.summary());
      assertEquals("model", briefing.source().kind());
      assertEquals("model-of-this-test", briefing.source().model());
      Briefing facts = RecordBriefings.compose(PATIENT, TestPatients.TODAY, "");
      assertEquals(facts.alerts(), briefing.alerts());
      assertEquals(facts.sections(), briefing.sections());
      assertEquals("", log.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void theRequestIsWhatTheMessagesApiWants() throws Exception {
    try (ModelEndpoint model = ModelEndpoint.answering(200, GOOD)) {
      write(model.environment(10_000));
      ModelEndpoint.Received request = model.received.getFirst();
      assertEquals("/v1/messages", request.path());
      assertEquals("key-of-this-test", request.key());
      assertEquals("2023-06-01", request.apiVersion());
      JsonObject body = Json.read(request.body(), JsonObject.class);
      assertEquals("model-of-this-test", body.get("model").getAsString());
      assertTrue(body.get("max_tokens").getAsInt() > 0);
      JsonObject message = body.getAsJsonArray("messages").get(0).getAsJsonObject();
      assertEquals("user", message.get("role").getAsString());
      assertTrue(message.get("content").getAsString().contains("bleeding risk"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          529 | {"type":"error","error":{"type":"overloaded_error"}} | answered 529 (overloaded_error)
          401 | {"type":"error","error":{"type":"authentication_error"}} | answered 401 (authentication_error)
          502 | <html>Bad Gateway</html>                             | answered 502
          200 | <html>                                               | is not understood
          200 | {"content":[]}                                       | holds no text
          200 | {}                                                   | holds no text
          200 | {"content":[{"type":"text"}]}                        | holds no text
          """)
  void aBadAnswerFallsBackAndSaysWhy(int status, String answer, String reason) throws Exception {
    try (ModelEndpoint model = ModelEndpoint.answering(status, answer)) {
      assertFallsBack(write(model.environment(10_000)), reason);
    }
  }

  @Test
  void aSlowModelFallsBackAfterTheTimeout() throws Exception {
    try (ModelEndpoint model = ModelEndpoint.answeringWhenReleased(GOOD)) {
      assertFallsBack(write(model.environment(200)), "did not answer within 200 ms");
    }
  }

  @Test
  void anUnreachableModelFallsBack() throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("CLAUDE_API_KEY", "key-of-this-test"));
    environment.put("CLAUDE_API_URL", "http://127.0.0.1:" + unusedPort());
    assertFallsBack(write(environment), "127.0.0.1 cannot be reached");
  }

  private void assertFallsBack(Briefing briefing, String reason) {
    assertEquals("record", briefing.source().kind());
    assertTrue(briefing.source().reason().contains(reason), briefing.source().reason());
    assertTrue(briefing.summary().startsWith("Margarete Olsen, 75 years"), briefing.summary());
    String logged = log.toString(StandardCharsets.UTF_8);
    assertTrue(logged.contains("\"severity\":\"WARNING\""), logged);
    assertFalse(logged.contains("key-of-this-test"), logged);
  }

  private Briefing write(Map<String, String> environment) {
    return new Briefings(
            TestPatients.CLOCK,
            Settings.from(environment).model().map(LanguageModel::new),
            new Log(new PrintStream(log, true, StandardCharsets.UTF_8), TestPatients.CLOCK))
        .write(PATIENT);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
