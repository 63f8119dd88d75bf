package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.release.TaggedRelease;
import dev.slipway.forge.release.TaggedRelease.Stage;
import dev.slipway.git.CommitId;
import dev.slipway.git.CommitInfo;
import dev.slipway.git.GitRepository;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubActor;
import dev.slipway.http.github.GithubBody;
import dev.slipway.http.github.GithubPages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Releases: making one makes its tag when there is none. */
final class ReleaseCalls {
  private static final String TAGS = "refs/tags/";
  private static final int MOST_NOTES = 250;

  private final Hosted hosted;
  private final ReleaseView view;

  ReleaseCalls(Hosted hosted) {
    this.hosted = hosted;
    this.view = new ReleaseView(hosted);
  }

  private List<TaggedRelease> seen(Request request, HostedRepository repository) {
    boolean all = hosted.access().allows(request, "forge.repositories.push");
    return hosted.releases().list(repository.id()).stream()
        .filter(release -> all || release.stage() != Stage.DRAFT)
        .toList();
  }

  Response list(Request request) {
    HostedRepository repository = hosted.read(request);
    return GithubPages.list(
        request,
        seen(request, repository).stream().map(one -> view.json(repository, one)).toList());
  }

  TaggedRelease found(HostedRepository repository, Request request) {
    String id = request.parameter("release");
    return seen(request, repository).stream()
        .filter(release -> Long.toString(release.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no release " + id));
  }

  Response get(Request request) {
    HostedRepository repository = hosted.read(request);
    return Response.json(200, view.json(repository, found(repository, request)));
  }

  Response latest(Request request) {
    HostedRepository repository = hosted.read(request);
    return hosted.releases().list(repository.id()).stream()
        .filter(release -> release.stage() == Stage.RELEASED)
        .findFirst()
        .map(release -> Response.json(200, view.json(repository, release)))
        .orElseThrow(() -> new HttpException(404, "Not Found: nothing has been released yet"));
  }

  Response ofTag(Request request) {
    HostedRepository repository = hosted.read(request);
    String tag = request.parameter("tag");
    return hosted.releases().list(repository.id()).stream()
        .filter(release -> release.tag().equals(tag) && release.stage() != Stage.DRAFT)
        .findFirst()
        .map(release -> Response.json(200, view.json(repository, release)))
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no release of " + tag));
  }

  Response create(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    var body = GithubBody.read(request);
    String tag = body.required("tag_name");
    Stage stage = stage(body, Stage.RELEASED);
    String target = body.text("target_commitish").orElse(repository.defaultBranch());
    if (stage != Stage.DRAFT) {
      refuseTwo(repository, tag, 0);
      tag(repository, tag, target, request);
    }
    boolean notes = body.flag("generate_release_notes").orElse(false);
    String written = body.text("body").orElse("");
    var release =
        new TaggedRelease(
            0,
            tag,
            target,
            body.text("name").orElse(notes ? tag : ""),
            notes ? (written + "\n\n" + notes(repository, tag, target)).strip() : written,
            stage,
            GithubActor.login(request.principal()),
            hosted.clock().instant(),
            Optional.empty());
    var made = hosted.releases().add(repository.id(), release);
    return Response.json(201, view.json(repository, made));
  }

  private static Stage stage(GithubBody body, Stage before) {
    boolean draft = body.flag("draft").orElse(before == Stage.DRAFT);
    boolean early = body.flag("prerelease").orElse(before == Stage.PRERELEASE);
    return draft ? Stage.DRAFT : early ? Stage.PRERELEASE : Stage.RELEASED;
  }

  private void refuseTwo(HostedRepository repository, String tag, long except) {
    boolean there =
        hosted.releases().list(repository.id()).stream()
            .anyMatch(
                one -> one.tag().equals(tag) && one.stage() != Stage.DRAFT && one.id() != except);
    if (there) {
      throw new HttpException(422, "Validation Failed: tag_name already_exists: " + tag);
    }
  }

  private void tag(HostedRepository repository, String tag, String target, Request request) {
    String ref = TAGS + tag;
    if (!GitRepository.isRefName(ref)) {
      throw new HttpException(422, "tag_name is not well-formed: " + tag);
    }
    GitRepository content = hosted.content(repository);
    if (content.resolve(ref).isEmpty()) {
      CommitId to =
          content
              .resolve(target)
              .orElseThrow(
                  () -> new HttpException(422, "target_commitish is not there: " + target));
      hosted.forge().push(repository, ref, Optional.empty(), Optional.of(to), request.principal());
    }
  }

  Response update(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    TaggedRelease before = found(repository, request);
    var body = GithubBody.read(request);
    Stage stage = stage(body, before.stage());
    String tag = body.text("tag_name").orElse(before.tag());
    String target = body.text("target_commitish").orElse(before.target());
    if (stage != Stage.DRAFT) {
      refuseTwo(repository, tag, before.id());
      tag(repository, tag, target, request);
    }
    var wanted =
        before.with(
            tag,
            target,
            body.text("name").orElse(before.title()),
            body.text("body").orElse(before.body()),
            stage);
    var updated =
        hosted.releases().update(repository.id(), wanted, GithubActor.login(request.principal()));
    return Response.json(200, view.json(repository, updated));
  }

  Response remove(Request request) {
    HostedRepository repository = hosted.write(request);
    hosted
        .releases()
        .remove(
            repository.id(), found(repository, request), GithubActor.login(request.principal()));
    return Response.empty(204);
  }

  Response generateNotes(Request request) throws IOException {
    HostedRepository repository = hosted.write(request);
    var body = GithubBody.read(request);
    String tag = body.required("tag_name");
    String target = body.text("target_commitish").orElse(repository.defaultBranch());
    Optional<String> previous = body.text("previous_tag_name");
    return Response.json(
        200,
        Json.MAPPER
            .createObjectNode()
            .put("name", tag)
            .put("body", notes(repository, tag, target, previous)));
  }

  private String notes(HostedRepository repository, String tag, String target) {
    return notes(repository, tag, target, Optional.empty());
  }

  /** What has come since the release before: one line a commit. */
  private String notes(
      HostedRepository repository, String tag, String target, Optional<String> previous) {
    GitRepository content = hosted.content(repository);
    CommitId at =
        content
            .resolve(TAGS + tag)
            .or(() -> content.resolve(target))
            .orElseThrow(() -> new HttpException(422, "target_commitish is not there: " + target));
    Optional<String> before =
        previous.or(() ->
            hosted.releases().list(repository.id()).stream()
                .filter(one -> one.stage() == Stage.RELEASED && !one.tag().equals(tag))
                .map(TaggedRelease::tag)
                .findFirst());
    List<CommitId> known = before.flatMap(name -> content.resolve(TAGS + name)).stream().toList();
    ObjectNode address = new Shown(hosted).repository(repository);
    var text = new StringBuilder("## What's Changed\n");
    for (CommitInfo commit : content.log(at, known, MOST_NOTES)) {
      text.append("* ").append(commit.subject()).append(" by ");
      text.append(commit.author().name()).append('\n');
    }
    text.append("\n**Full Changelog**: ").append(address.path("html_url").asString(""));
    return text.append(before.map(b -> "/compare/" + b + "..." + tag).orElse("/commits/" + tag))
        .append('\n')
        .toString();
  }
}
