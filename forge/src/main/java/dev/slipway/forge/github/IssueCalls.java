package dev.slipway.forge.github;

import dev.slipway.base.Json;
import dev.slipway.forge.HostedRepository;
import dev.slipway.forge.discussion.Comment;
import dev.slipway.forge.discussion.Discussions;
import dev.slipway.http.HttpException;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.github.GithubActor;
import dev.slipway.http.github.GithubBody;
import dev.slipway.http.github.GithubPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Comments and labels, which GitHub has at the addresses of issues. The only issues here are pull
 * requests; any other is answered as by a repository that has issues switched off.
 */
final class IssueCalls {
  private static final int LONGEST = 65_536;
  private static final int LONGEST_LABEL = 50;
  private static final String COMMENT = "forge.comments.create";
  private static final String SCOPE = "pull-requests: write";

  private final Hosted hosted;
  private final Shown shown;
  private final PullCalls pulls;

  IssueCalls(Hosted hosted) {
    this.hosted = hosted;
    this.shown = new Shown(hosted);
    this.pulls = new PullCalls(hosted);
  }

  private HostedRepository readable(Request request) {
    return hosted.allowed(request, "forge.pullRequests.get", "pull-requests: read");
  }

  private Discussions.Place place(HostedRepository repository, Request request) {
    long number = PullCalls.number(request);
    return new Discussions.Place(
        repository.id(), hosted.forge().required(repository, number).number());
  }

  Response disabled(Request request) {
    HostedRepository repository = readable(request);
    throw new HttpException(
        410,
        "Issues has been disabled in this repository: in "
            + repository.name()
            + " only pull requests are discussed");
  }

  Response get(Request request) {
    HostedRepository repository = readable(request);
    var pull = hosted.forge().required(repository, PullCalls.number(request));
    return Response.json(200, shown.issue(repository, pull));
  }

  Response list(Request request) {
    HostedRepository repository = readable(request);
    String state = request.query("state").orElse("open");
    var wanted = List.of(request.query("labels").orElse("").split(","));
    var all = new ArrayList<ObjectNode>();
    for (var pull : hosted.forge().pullRequests(repository)) {
      ObjectNode node = shown.issue(repository, pull);
      List<String> labels = node.path("labels").findValuesAsString("name");
      boolean labelled = wanted.equals(List.of("")) || labels.containsAll(wanted);
      if (labelled && (state.equals("all") || state.equals(node.path("state").asString("")))) {
        all.add(node);
      }
    }
    return GithubPages.list(request, all);
  }

  Response update(Request request) throws IOException {
    HostedRepository repository = hosted.allowed(request, "forge.pullRequests.update", SCOPE);
    var body = GithubBody.read(request);
    pulls.change(repository, PullCalls.number(request), body, request);
    body.texts("labels").ifPresent(names -> replace(place(repository, request), checked(names)));
    return get(request);
  }

  Response comments(Request request) {
    HostedRepository repository = readable(request);
    return shown(request, repository, hosted.discussions().comments(place(repository, request)));
  }

  Response allComments(Request request) {
    HostedRepository repository = readable(request);
    return shown(request, repository, hosted.discussions().comments(repository.id()));
  }

  private Response shown(Request request, HostedRepository repository, List<Comment> comments) {
    return GithubPages.list(
        request, comments.stream().map(comment -> shown.comment(repository, comment)).toList());
  }

  Response comment(Request request) throws IOException {
    HostedRepository repository = hosted.allowed(request, COMMENT, SCOPE);
    Discussions.Place place = place(repository, request);
    String text = text(GithubBody.read(request));
    var made = hosted.discussions().add(place, GithubActor.login(request.principal()), text);
    return Response.json(201, shown.comment(repository, made));
  }

  private static String text(GithubBody body) {
    String text = body.required("body");
    if (text.length() > LONGEST) {
      throw new HttpException(
          422, "Body is too long (maximum is " + LONGEST + " characters): " + text.length());
    }
    return text;
  }

  private Comment found(HostedRepository repository, Request request) {
    String id = request.parameter("comment");
    return (id.matches("[0-9]{1,18}")
            ? hosted.discussions().find(repository.id(), Long.parseLong(id))
            : Optional.<Comment>empty())
        .orElseThrow(() -> new HttpException(404, "Not Found: there is no comment " + id));
  }

  Response one(Request request) {
    HostedRepository repository = readable(request);
    return Response.json(200, shown.comment(repository, found(repository, request)));
  }

  Response edit(Request request) throws IOException {
    HostedRepository repository = hosted.allowed(request, COMMENT, SCOPE);
    Comment comment = own(repository, request);
    String by = GithubActor.login(request.principal());
    String text = text(GithubBody.read(request));
    return hosted
        .discussions()
        .edit(repository.id(), comment.id(), text, by)
        .map(edited -> Response.json(200, shown.comment(repository, edited)))
        .orElseThrow(() -> new HttpException(404, "Not Found: the comment has been removed"));
  }

  /** What others have said is changed by those only who may change the pull request. */
  private Comment own(HostedRepository repository, Request request) {
    Comment comment = found(repository, request);
    if (!comment.author().equals(GithubActor.login(request.principal()))) {
      hosted.access().require(request, "forge.pullRequests.update", SCOPE);
    }
    return comment;
  }

  Response remove(Request request) {
    HostedRepository repository = hosted.allowed(request, COMMENT, SCOPE);
    Comment comment = own(repository, request);
    hosted
        .discussions()
        .remove(repository.id(), comment.id(), GithubActor.login(request.principal()));
    return Response.empty(204);
  }

  Response labels(Request request) {
    HostedRepository repository = readable(request);
    return labels(place(repository, request));
  }

  private Response labels(Discussions.Place place) {
    return Response.json(200, shown.labels(place));
  }

  Response label(Request request) throws IOException {
    Discussions.Place place = labelled(request);
    hosted.discussions().label(place, names(request));
    return labels(place);
  }

  Response relabel(Request request) throws IOException {
    Discussions.Place place = labelled(request);
    replace(place, names(request));
    return labels(place);
  }

  private void replace(Discussions.Place place, List<String> names) {
    hosted.discussions().labels(place).forEach(name -> hosted.discussions().unlabel(place, name));
    hosted.discussions().label(place, names);
  }

  private Discussions.Place labelled(Request request) {
    return place(hosted.allowed(request, "forge.pullRequests.update", SCOPE), request);
  }

  /** {@code {"labels": […]}}, or the list alone; a label is its name, or an object that has one. */
  private static List<String> names(Request request) throws IOException {
    JsonNode body = Json.parse(request.body().readNBytes(LONGEST), "request body");
    ArrayNode list =
        (body.isArray() ? body : body.path("labels")) instanceof ArrayNode array
            ? array
            : Json.MAPPER.createArrayNode();
    return checked(
        list.valueStream()
            .map(one -> one.isObject() ? one.path("name").asString("") : one.asString(""))
            .toList());
  }

  private static List<String> checked(List<String> names) {
    for (String name : names) {
      if (name.isBlank() || name.length() > LONGEST_LABEL) {
        throw new HttpException(422, "a label has 1 to " + LONGEST_LABEL + " characters");
      }
    }
    return names;
  }

  Response unlabel(Request request) {
    Discussions.Place place = labelled(request);
    if (!hosted.discussions().unlabel(place, request.parameter("label"))) {
      throw new HttpException(404, "Label does not exist");
    }
    return labels(place);
  }

  Response unlabelAll(Request request) {
    replace(labelled(request), List.of());
    return Response.empty(204);
  }
}
