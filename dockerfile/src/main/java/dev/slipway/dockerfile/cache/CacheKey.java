package dev.slipway.dockerfile.cache;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The identity of a step's result: a digest over named inputs, and the inputs themselves.
 *
 * <p>Every name and value goes into the digest with its length before it, so that no two lists of
 * inputs run together into the same bytes.
 */
public record CacheKey(Digest digest, List<Input> inputs) {
  /** The version of how layers are made; a change makes every earlier result unknown. */
  static final int LAYER_FORMAT = 1;

  /**
   * One thing that decides the result.
   *
   * @param name what it is, in words that a person reading an explanation understands
   * @param value its value, or the digest of its content
   */
  public record Input(@JsonProperty("name") String name, @JsonProperty("value") String value) {}

  public CacheKey {
    inputs = List.copyOf(inputs);
  }

  /** Starts a key for a kind of step. */
  public static Builder of(String kind) {
    return new Builder().with("kind", kind);
  }

  /** A key in the making; the order of inputs counts. */
  public static final class Builder {
    private final List<Input> inputs = new ArrayList<>();

    private Builder() {}

    public Builder with(String name, String value) {
      inputs.add(new Input(name, value));
      return this;
    }

    public Builder with(String name, List<String> values) {
      inputs.add(new Input(name, framed(values)));
      return this;
    }

    public CacheKey done() {
      return new CacheKey(digest(inputs), inputs);
    }
  }

  /** Several values as one text that no other list of values has. */
  static String framed(List<String> values) {
    var text = new StringBuilder();
    for (String value : values) {
      text.append(value.length()).append(':').append(value).append(' ');
    }
    return text.toString();
  }

  private static Digest digest(List<Input> inputs) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(LAYER_FORMAT);
      out.writeInt(inputs.size());
      for (Input input : inputs) {
        write(out, input.name());
        write(out, input.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Digest.of(bytes.toByteArray());
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
