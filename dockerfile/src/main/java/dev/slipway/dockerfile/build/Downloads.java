package dev.slipway.dockerfile.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import dev.slipway.base.Json;
import dev.slipway.base.WebProxies;
import dev.slipway.dockerfile.BuildFailure;
import dev.slipway.oci.Digest;
import dev.slipway.posix.PosixFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What {@code ADD https://…} brings; downloaded again only when the server says it changed. */
final class Downloads {
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int NOT_MODIFIED = 304;
  private static final int BUFFER = 64 << 10;

  private static final String NEW = ".new-";

  private final Path directory;
  private Optional<HttpClient> client = Optional.empty();

  Downloads(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    // What a process that was killed had not received whole.
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(directory, NEW + "*")) {
      for (Path one : unfinished) {
        Files.delete(one);
      }
    }
  }

  /** Made when it is first needed: it reads all trusted certificates. */
  private synchronized HttpClient client() {
    if (client.isEmpty()) {
      client =
          Optional.of(
              WebProxies.ofProcess()
                  .client()
                  .connectTimeout(CONNECT)
                  .followRedirects(HttpClient.Redirect.NORMAL)
                  .build());
    }
    return client.get();
  }

  /**
   * A downloaded file.
   *
   * @param name the last part of the URL's path
   */
  record Download(String name, Path file, Digest digest) {}

  /** What is remembered of an earlier answer. */
  private record Noted(
      @JsonProperty("url") String url,
      @JsonProperty("etag") String etag,
      @JsonProperty("modified") String modified,
      @JsonProperty("digest") Digest digest) {}

  /**
   * The file behind a URL.
   *
   * @param checksum what it must hash to
   */
  Download get(String url, Optional<String> checksum, Position position)
      throws IOException, InterruptedException {
    Optional<Digest> expected = checksum.map(text -> digest(text, position));
    Path place = directory.resolve(Digest.of(url.getBytes(StandardCharsets.UTF_8)).hex());
    Optional<Noted> noted = noted(place);
    boolean sure = noted.isPresent() && expected.filter(noted.get().digest()::equals).isPresent();
    Noted found = sure ? noted.get() : fetch(url, place, noted, position);
    if (expected.isPresent() && !expected.get().equals(found.digest())) {
      throw refused(url, position, "its checksum is " + found.digest() + ", not " + expected.get());
    }
    return new Download(name(url, position), content(place), found.digest());
  }

  private Noted fetch(String url, Path place, Optional<Noted> noted, Position position)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(url, position)).timeout(ANSWER);
    noted.ifPresent(n -> {
      if (!n.etag().isEmpty()) {
        request.header("If-None-Match", n.etag());
      }
      if (!n.modified().isEmpty()) {
        request.header("If-Modified-Since", n.modified());
      }
    });
    var answer = answer(request.build(), url, position);
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == NOT_MODIFIED && noted.isPresent()) {
        return noted.get();
      }
      if (answer.statusCode() != 200) {
        throw refused(url, position, "the server answered " + answer.statusCode());
      }
      return keep(url, place, answer, body);
    }
  }

  private HttpResponse<InputStream> answer(HttpRequest request, String url, Position position)
      throws InterruptedException {
    try {
      return client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).strip();
      throw refused(
          url,
          position,
          "no connection to "
              + request.uri().getHost()
              + (reason.equals("null") ? "" : ": " + reason));
    }
  }

  private static BuildFailure refused(String url, Position position, String why) {
    return new BuildFailure(
        position, "ADD " + url, new BuildFailure.Reason.Refused(why), List.of());
  }

  private static Noted keep(
      String url, Path place, HttpResponse<InputStream> answer, InputStream body)
      throws IOException {
    Path fresh = place.resolveSibling(NEW + UUID.randomUUID());
    try {
      MessageDigest sha = Digest.Algorithm.SHA256.start();
      byte[] buffer = new byte[BUFFER];
      try (OutputStream out = Files.newOutputStream(fresh)) {
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
          sha.update(buffer, 0, n);
          out.write(buffer, 0, n);
        }
      }
      String modified = answer.headers().firstValue("Last-Modified").orElse("");
      PosixFiles.chmod(fresh, 0600);
      PosixFiles.setTimes(fresh, seconds(modified), 0);
      var noted =
          new Noted(
              url,
              answer.headers().firstValue("ETag").orElse(""),
              modified,
              Digest.finish(Digest.Algorithm.SHA256, sha.digest()));
      // The note goes first and comes last: it never describes another file.
      Files.deleteIfExists(note(place));
      Files.move(fresh, content(place), StandardCopyOption.ATOMIC_MOVE);
      Path freshNote = place.resolveSibling(NEW + UUID.randomUUID());
      Files.write(freshNote, Json.bytes(noted));
      Files.move(freshNote, note(place), StandardCopyOption.ATOMIC_MOVE);
      return noted;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** As the server dates the file; without a date, as old as can be. */
  private static long seconds(String modified) {
    try {
      return modified.isEmpty()
          ? 0
          : ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private static Optional<Noted> noted(Path place) throws IOException {
    if (!Files.exists(note(place)) || !Files.exists(content(place))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Json.parse(Files.readAllBytes(note(place)), note(place).toString(), Noted.class));
    } catch (InputException e) {
      // A power cut may leave less than was written: then it is downloaded again.
      return Optional.empty();
    }
  }

  private static Path note(Path place) {
    return place.resolveSibling(place.getFileName() + ".json");
  }

  private static Path content(Path place) {
    return place.resolveSibling(place.getFileName() + ".content");
  }

  private static Digest digest(String text, Position position) {
    return Digest.find(text)
        .orElseThrow(() ->
            new InputException(
                position, "--checksum=" + text + " is not a digest", "write sha256:<64 digits>"));
  }

  private static URI uri(String url, Position position) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new InputException(position, url + " is not a URL: " + e.getMessage(), "", e);
    }
  }

  private static String name(String url, Position position) {
    String path = Optional.ofNullable(uri(url, position).getPath()).orElse("");
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      throw new InputException(
          position, "the URL " + url + " has no file name", "name the destination file");
    }
    return name;
  }
}
