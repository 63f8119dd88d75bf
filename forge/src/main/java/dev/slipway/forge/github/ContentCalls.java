package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.git.CommitId;
import dev.slipway.git.GitRepository;
import dev.slipway.git.Signature;
import dev.slipway.git.TreeFile;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubBody;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Files of a repository, read and written one by one. */
final class ContentCalls {
  private static final int LONGEST_SHOWN = 1 << 20;

  private final Hosted hosted;
  private final Shown shown;

  ContentCalls(Hosted hosted) {
    this.hosted = hosted;
    this.shown = new Shown(hosted);
  }

  Response root(Request request) {
    return read(request, "");
  }

  Response get(Request request) {
    return read(request, request.parameter("path").replaceAll("^/+|/+$", ""));
  }

  private Response read(Request request, String path) {
    HostedRepository repository = hosted.read(request);
    CommitId at = hosted.commit(repository, request.query("ref").orElse(repository.defaultRef()));
    GitRepository content = hosted.content(repository);
    Optional<TreeFile> file = entry(content, at, path);
    if (file.isEmpty() || file.get().kind() == TreeFile.Kind.DIRECTORY) {
      return directory(repository, at, path);
    }
    byte[] bytes = content.file(at, path).orElse(new byte[0]);
    if (request.header("Accept").filter(a -> a.contains("raw")).isPresent()) {
      return new Response.Bytes(200, Headers.of("Content-Type", "application/octet-stream"), bytes);
    }
    ObjectNode node = describe(repository, at, path, file.get());
    boolean shows = bytes.length <= LONGEST_SHOWN;
    node.put("encoding", shows ? "base64" : "none");
    return Response.json(
        200,
        node.put(
            "content",
            shows
                ? Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(bytes) + "\n"
                : ""));
  }

  private static Optional<TreeFile> entry(GitRepository content, CommitId at, String path) {
    int slash = path.lastIndexOf('/');
    String parent = path.substring(0, Math.max(0, slash));
    return content.list(at, parent).stream()
        .filter(file -> file.name().equals(path.substring(slash + 1)))
        .findFirst();
  }

  private Response directory(HostedRepository repository, CommitId at, String path) {
    List<TreeFile> files = hosted.content(repository).list(at, path);
    if (files.isEmpty()) {
      throw new HttpException(404, "Not Found: there is no file " + path + " at " + at);
    }
    ArrayNode list = Json.MAPPER.createArrayNode();
    String prefix = path.isEmpty() ? "" : path + "/";
    files.forEach(file -> list.add(describe(repository, at, prefix + file.name(), file)));
    return Response.json(200, list);
  }

  private ObjectNode describe(
      HostedRepository repository, CommitId at, String path, TreeFile file) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    String type =
        switch (file.kind()) {
          case FILE, EXECUTABLE -> "file";
          case SYMLINK -> "symlink";
          case DIRECTORY -> "dir";
          case SUBMODULE -> "submodule";
        };
    long size =
        type.equals("file")
            ? hosted.content(repository).file(at, path).map(bytes -> bytes.length).orElse(0)
            : 0;
    String url = hosted.address(repository) + "/contents/" + path + "?ref=" + at;
    node.put("type", type).put("name", file.name()).put("path", path).put("sha", file.id());
    return node.put("size", size).put("url", url).put("html_url", url).put("download_url", url);
  }

  Response put(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    var body = GithubBody.read(request);
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(body.text("content").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new HttpException(422, "content is not valid Base64");
    }
    return change(request, repository, body, Optional.of(bytes));
  }

  Response delete(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    return change(request, repository, GithubBody.read(request), Optional.empty());
  }

  private Response change(
      Request request, HostedRepository repository, GithubBody body, Optional<byte[]> bytes) {
    String path = request.parameter("path");
    String branch = parameter(request, body, "branch").orElse(repository.defaultBranch());
    String ref = "refs/heads/" + branch.replaceFirst("^refs/heads/", "");
    GitRepository content = hosted.content(repository);
    Optional<CommitId> tip = GitRepository.isRefName(ref) ? content.resolve(ref) : Optional.empty();
    if (tip.isEmpty() && !content.refs("refs/heads/").isEmpty()) {
      throw new HttpException(404, "Branch " + branch + " not found");
    }
    Optional<TreeFile> before = tip.flatMap(at -> entry(content, at, path));
    requireSame(path, before, parameter(request, body, "sha"), bytes.isEmpty());
    String message =
        parameter(request, body, "message")
            .filter(text -> !text.isBlank())
            .orElseThrow(() -> new HttpException(422, "\"message\" wasn't supplied"));
    CommitId made =
        content.commitChanges(
            tip.stream().toList(), Map.of(path, bytes), author(request, body), message + "\n");
    hosted.forge().push(repository, ref, tip, Optional.of(made), request.principal());
    ObjectNode answer = Json.MAPPER.createObjectNode();
    entry(content, made, path)
        .ifPresentOrElse(
            file -> answer.set("content", describe(repository, made, path, file)),
            () -> answer.putNull("content"));
    answer.set("commit", shown.gitCommit(repository, content.commit(made)));
    return Response.json(bytes.isPresent() && before.isEmpty() ? 201 : 200, answer);
  }

  /** A deletion may say in its query what it has no body for. */
  private static Optional<String> parameter(Request request, GithubBody body, String name) {
    return body.text(name).or(() -> request.query(name));
  }

  private static void requireSame(
      String path, Optional<TreeFile> before, Optional<String> sha, boolean removes) {
    if (before.isEmpty()) {
      if (removes) {
        throw new HttpException(404, "Not Found: there is no file " + path);
      }
      if (sha.isPresent()) {
        throw new HttpException(409, path + " does not exist, and so does not match " + sha.get());
      }
      return;
    }
    if (sha.isEmpty()) {
      throw new HttpException(422, "Invalid request.\n\n\"sha\" wasn't supplied.");
    }
    if (!before.get().id().equals(sha.get())) {
      throw new HttpException(409, path + " does not match " + sha.get());
    }
  }

  private Signature author(Request request, GithubBody body) {
    JsonNode author = body.get("author").isObject() ? body.get("author") : body.get("committer");
    Signature own = hosted.signature(request.principal());
    return author.isObject()
        ? new Signature(
            author.path("name").asString(own.name()),
            author.path("email").asString(own.email()),
            own.time())
        : own;
  }
}
