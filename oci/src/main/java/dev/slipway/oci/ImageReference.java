package dev.slipway.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image as people write it, made complete: {@code nginx} is {@code
 * docker.io/library/nginx} (the rules of Docker's reference package).
 *
 * @param host with the port when there is one, such as {@code docker.io} or {@code 127.0.0.1:7717}
 * @param repository the path at the host (OCI distribution specification, {@code <name>})
 */
public record ImageReference(
    String host, String repository, Optional<String> tag, Optional<Digest> digest) {
  private static final String DOCKER = "docker.io";
  private static final String LIBRARY = "library/";
  private static final int MAX_NAME = 255;
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])"
              + "(?:\\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*(?::[0-9]+)?"
              + "|\\[[0-9A-Fa-f:]+\\](?::[0-9]+)?");

  public ImageReference {
    if (!RepositoryNames.isName(repository)) {
      throw invalid(
          repository,
          "\"" + repository + "\" is not a repository name",
          "names are lower-case letters and digits, with . _ - between them and / between parts");
    }
    if (!HOST.matcher(host).matches()) {
      throw invalid(host, "\"" + host + "\" is not a registry host", "");
    }
    if (host.length() + 1 + repository.length() > MAX_NAME) {
      throw invalid(repository, "the name is longer than " + MAX_NAME + " characters", "");
    }
    tag.ifPresent(t -> {
      if (!RepositoryNames.isTag(t)) {
        throw invalid(
            t,
            "\"" + t + "\" is not a tag",
            "a tag is up to 128 letters, digits, _ . and -, and does not begin with . or -");
      }
    });
  }

  /**
   * Reads a name as {@code docker pull} and {@code FROM} do.
   *
   * @throws InputException when it is not one
   */
  @JsonCreator
  public static ImageReference parse(String text) {
    String rest = text;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(Digest.parse(rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    if (rest.isEmpty()) {
      throw invalid(text, "the image reference \"" + text + "\" has no name", "");
    }
    if (Digest.find("sha256:" + rest).isPresent()) {
      throw invalid(
          text,
          "\"" + text + "\" is an image id, not a name",
          "give the image a name, such as backend:1");
    }
    return named(rest, tag, digest);
  }

  private static ImageReference named(String name, Optional<String> tag, Optional<Digest> digest) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean hasHost =
        slash >= 0
            && (first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT)));
    String host = hasHost ? first : DOCKER;
    String path = hasHost ? name.substring(slash + 1) : name;
    if (host.equals("index.docker.io")) {
      host = DOCKER;
    }
    if (host.equals(DOCKER) && !path.contains("/")) {
      path = LIBRARY + path;
    }
    return new ImageReference(host, path, tag, digest);
  }

  /** Host and repository. */
  public String name() {
    return host + "/" + repository;
  }

  /** The tag; {@code latest} when neither a tag nor a digest is given. */
  public Optional<String> effectiveTag() {
    return tag.isEmpty() && digest.isEmpty() ? Optional.of("latest") : tag;
  }

  /** What a registry is asked for: the digest when there is one, else the tag. */
  public String selector() {
    return digest.map(Digest::toString).orElseGet(() -> tag.orElse("latest"));
  }

  public ImageReference withTag(String other) {
    return new ImageReference(host, repository, Optional.of(other), Optional.empty());
  }

  public ImageReference withDigest(Digest other) {
    return new ImageReference(host, repository, tag, Optional.of(other));
  }

  /** The short form that Docker's users know, {@code nginx:alpine}. */
  public String familiar() {
    String name = name();
    if (host.equals(DOCKER)) {
      name = repository.startsWith(LIBRARY) ? repository.substring(LIBRARY.length()) : repository;
    }
    return name + suffix();
  }

  /** The complete form; what was left out ({@code latest}) stays left out. */
  @JsonValue
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }

  private static InputException invalid(String what, String problem, String hint) {
    return new InputException(Position.of("image reference " + what), problem, hint);
  }
}
