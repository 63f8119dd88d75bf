package dev.slipway.runner.service;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.runner.RunningJobs;
import dev.slipway.runner.RunningJobs.RunningJob;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images for the steps of a job, below {@code /api/v1/job/}: what the stand-in for {@code docker}
 * speaks. Work that takes long answers with a line of JSON for each thing that happens, the last
 * one {@code result} or {@code error}.
 */
public final class JobImageRoutes {
  private static final String WHY =
      "the job's token names the job, and a job may only touch its own files and images";
  private static final int MAX_REQUEST = 16 << 20;

  private final JobImages images;
  private final RunningJobs jobs;

  public JobImageRoutes(JobImages images, RunningJobs jobs) {
    this.images = images;
    this.jobs = jobs;
  }

  /** All routes. */
  public List<Route> routes() {
    return List.of(
        route(Method.POST, "builds", this::build),
        route(Method.POST, "builds/call", this::call),
        route(Method.GET, "images", this::list),
        route(Method.GET, "images/details", this::details),
        route(Method.POST, "images/tag", this::tag),
        route(Method.POST, "images/untag", this::untag),
        route(Method.POST, "images/push", this::push),
        route(Method.POST, "images/pull", this::pull),
        route(Method.POST, "images/archive", this::archive),
        route(Method.POST, "logins", this::login));
  }

  @FunctionalInterface
  private interface JobHandler {
    Response handle(Request request, RunningJob job) throws IOException;
  }

  private Route route(Method method, String path, JobHandler handler) {
    return Route.handlerDecides(
        method, "/api/v1/job/" + path, WHY, request -> handler.handle(request, job(request)));
  }

  private RunningJob job(Request request) {
    if (request.principal().isAnonymous()) {
      throw new HttpException(401, "this needs the token of a job, SLIPWAY_JOB_TOKEN");
    }
    return jobs.of(request.principal())
        .orElseThrow(() ->
            new HttpException(
                403, request.principal().name() + " acts for no job that is running here"));
  }

  private static JsonNode body(Request request) throws IOException {
    byte[] bytes = request.body().readNBytes(MAX_REQUEST + 1);
    if (bytes.length > MAX_REQUEST) {
      throw new HttpException(413, "the request has more than " + MAX_REQUEST + " bytes");
    }
    return Json.parse(bytes, "request body");
  }

  private static String required(JsonNode body, String name) {
    String value = body.path(name).asString("");
    if (value.isEmpty()) {
      throw new InputException(
          InputException.Position.of("request body"), name + " is missing", "give it a value");
    }
    return value;
  }

  private Response build(Request request, RunningJob job) throws IOException {
    var order = JobBuildReader.read(body(request));
    return JsonLines.answer(lines -> {
      var built = images.build(job.job(), job.files(), order, lines::line);
      var result = Json.MAPPER.createObjectNode();
      result.put("digest", built.digest()).put("imageId", built.imageId());
      result.put("size", built.size()).put("mediaType", built.mediaType());
      var standIns = result.putArray("standIns");
      built.standIns().forEach(standIns::add);
      return result;
    });
  }

  private Response call(Request request, RunningJob job) throws IOException {
    JsonNode body = body(request);
    String method = required(body, "call");
    return Response.json(
        200, images.ask(job.job(), job.files(), JobBuildReader.read(body), method));
  }

  private Response list(Request request, RunningJob job) {
    var answer = Json.MAPPER.createObjectNode();
    var array = answer.putArray("images");
    for (JobImages.Named image : images.list(job.job())) {
      array
          .addObject()
          .put("name", image.name())
          .put("digest", image.digest())
          .put("imageId", image.imageId())
          .put("created", image.created().toString())
          .put("bytes", image.bytes());
    }
    return Response.json(200, answer);
  }

  private Response details(Request request, RunningJob job) {
    String name = request.query("name").orElse("");
    var found =
        images
            .find(job.job(), name)
            .orElseThrow(() -> new HttpException(404, "No such image: " + name));
    var answer = Json.MAPPER.createObjectNode();
    answer.put("digest", found.digest()).put("imageId", found.imageId());
    answer.set("configuration", found.configuration());
    var names = answer.putArray("names");
    found.names().forEach(names::add);
    var layers = answer.putArray("layerBytes");
    found.layerBytes().forEach(layers::add);
    return Response.json(200, answer);
  }

  private Response tag(Request request, RunningJob job) throws IOException {
    var body = body(request);
    images.tag(job.job(), required(body, "source"), required(body, "target"));
    return Response.json(200, Json.MAPPER.createObjectNode());
  }

  private Response untag(Request request, RunningJob job) throws IOException {
    String name = required(body(request), "name");
    if (!images.untag(job.job(), name)) {
      throw new HttpException(404, "No such image: " + name);
    }
    return Response.json(200, Json.MAPPER.createObjectNode());
  }

  private Response push(Request request, RunningJob job) throws IOException {
    var body = body(request);
    String name = required(body, "name");
    var login = JobBuildReader.login(body.path("login"));
    return JsonLines.answer(lines -> moved(images.push(job.job(), name, login, lines::line)));
  }

  private Response pull(Request request, RunningJob job) throws IOException {
    var body = body(request);
    String name = required(body, "name");
    var login = JobBuildReader.login(body.path("login"));
    return JsonLines.answer(lines -> moved(images.pull(job.job(), name, login, lines::line)));
  }

  private static ObjectNode moved(JobImages.Moved moved) {
    return Json.MAPPER.createObjectNode().put("digest", moved.digest()).put("size", moved.size());
  }

  private Response archive(Request request, RunningJob job) throws IOException {
    List<String> names = body(request).path("names").valueStream().map(JsonNode::asString).toList();
    for (String name : names) {
      if (images.find(job.job(), name).isEmpty()) {
        throw new HttpException(404, "No such image: " + name);
      }
    }
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "application/x-tar"),
        out -> images.save(job.job(), names, out));
  }

  private Response login(Request request, RunningJob job) throws IOException {
    Optional<RegistryLogin> login = JobBuildReader.login(body(request));
    images.checkLogin(
        login.orElseThrow(() ->
            new InputException(
                InputException.Position.of("request body"), "host is missing", "name one")));
    return Response.json(200, Json.MAPPER.createObjectNode());
  }
}
