package dev.slipway.http.github;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The object in a request's body. As on GitHub, keys that nobody knows are of no effect. */
public final class GithubBody {
  private static final int MOST = 64 << 20;

  private final JsonNode object;

  private GithubBody(JsonNode object) {
    this.object = object;
  }

  /** Reads it; no body is an empty object. */
  public static GithubBody read(Request request) throws IOException {
    byte[] bytes = request.body().readNBytes(MOST + 1);
    if (bytes.length > MOST) {
      throw new HttpException(413, "the request has more than " + MOST + " bytes");
    }
    JsonNode node = bytes.length == 0 ? Json.MAPPER.createObjectNode() : parsed(bytes);
    if (!node.isObject()) {
      throw new HttpException(400, "the request's body is not an object");
    }
    return new GithubBody(node);
  }

  private static JsonNode parsed(byte[] bytes) {
    try {
      return Json.parse(bytes, "request body");
    } catch (RuntimeException e) {
      throw (HttpException)
          new HttpException(400, "Problems parsing JSON: " + e.getMessage()).initCause(e);
    }
  }

  /** The value of a key, missing or not. */
  public JsonNode get(String key) {
    return object.path(key);
  }

  /** Text; empty when it is not there or null. */
  public Optional<String> text(String key) {
    JsonNode value = object.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw new HttpException(422, "\"" + key + "\" is not a string");
    }
    return Optional.of(value.stringValue());
  }

  /** Text that must be there. */
  public String required(String key) {
    return text(key)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new HttpException(422, "\"" + key + "\" wasn't supplied"));
  }

  /** Whether a key is true; empty when it is not there. */
  public Optional<Boolean> flag(String key) {
    JsonNode value = object.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw new HttpException(422, "\"" + key + "\" is neither true nor false");
    }
    return Optional.of(value.booleanValue());
  }

  /** A list of texts; empty when it is not there. */
  public Optional<List<String>> texts(String key) {
    JsonNode value = object.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isArray() || value.valueStream().anyMatch(one -> !one.isString())) {
      throw new HttpException(422, "\"" + key + "\" is not a list of strings");
    }
    return Optional.of(value.valueStream().map(JsonNode::stringValue).toList());
  }
}
