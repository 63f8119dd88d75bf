package com.example.doctor;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Asks Anthropic's Messages API to put a record into a few sentences. */
final class LanguageModel {
  private static final String INSTRUCTION =
      """
      You brief a doctor before a consultation. Summarise the record you are given in at most five \
      plain sentences. Use only facts of the record, name every safety alert, give no advice and no \
      diagnosis of your own.\
      """;

  private static final int MAX_TOKENS = 500;

  /**
   * Where and how to ask.
   *
   * @param endpoint the API's base address, without {@code /v1/messages}
   * @param timeout for the whole exchange, connecting included
   */
  record Settings(URI endpoint, Secret key, String model, Duration timeout) {}

  /** Why there is no answer, in words fit for a reader; never holds the key. */
  static final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private record Question(String model, int max_tokens, String system, List<Message> messages) {}

  private record Message(String role, String content) {}

  private record Answer(List<Block> content) {}

  private record Block(String type, String text) {}

  private record Failure(FailureDetail error) {}

  private record FailureDetail(String type, String message) {}

  private final Settings settings;
  private final HttpClient client;

  LanguageModel(Settings settings) {
    this.settings = settings;
    this.client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
  }

  String name() {
    return settings.model();
  }

  String summarise(Patient patient, Briefing facts) throws UnavailableException {
    HttpResponse<String> response = send(question(patient, facts));
    if (response.statusCode() != 200) {
      throw new UnavailableException(
          "the language model answered %d%s"
              .formatted(response.statusCode(), failureType(response.body())),
          null);
    }
    return text(response.body());
  }

  private String question(Patient patient, Briefing facts) {
    String content =
        "Date: %s%nRecord: %s%nAlerts: %s"
            .formatted(facts.date(), Json.write(patient), Json.write(facts.alerts()));
    return Json.write(
        new Question(
            settings.model(), MAX_TOKENS, INSTRUCTION, List.of(new Message("user", content))));
  }

  private HttpResponse<String> send(String body) throws UnavailableException {
    HttpRequest request =
        HttpRequest.newBuilder(settings.endpoint().resolve("/v1/messages"))
            .timeout(settings.timeout())
            .header("content-type", "application/json")
            .header("anthropic-version", "2023-06-01")
            .header("x-api-key", settings.key().reveal())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException e) {
      throw new UnavailableException(
          "the language model did not answer within %d ms".formatted(settings.timeout().toMillis()),
          e);
    } catch (IOException e) {
      throw new UnavailableException(
          "the language model at %s cannot be reached".formatted(settings.endpoint().getHost()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the service is stopping", e);
    }
  }

  private static String text(String body) throws UnavailableException {
    try {
      List<Block> blocks = Json.read(body, Answer.class).content();
      String text =
          blocks == null
              ? ""
              : blocks.stream()
                  .filter(block -> "text".equals(block.type()) && block.text() != null)
                  .map(Block::text)
                  .collect(Collectors.joining("\n"))
                  .strip();
      if (text.isEmpty()) {
        throw new UnavailableException("the language model's answer holds no text", null);
      }
      return text;
    } catch (JsonParseException e) {
      throw new UnavailableException("the language model's answer is not understood", e);
    }
  }

  /**
   * The API's own word for the failure, as in {@code " (overloaded_error)"}; empty when unreadable.
   */
  private static String failureType(String body) {
    try {
      Failure failure = Json.read(body, Failure.class);
      return failure.error() == null ? "" : " (%s)".formatted(failure.error().type());
    } catch (JsonParseException e) {
      return "";
    }
  }
}
