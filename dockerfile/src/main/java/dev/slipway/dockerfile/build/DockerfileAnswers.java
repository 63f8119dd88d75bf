package dev.slipway.dockerfile.build;

import dev.slipway.base.Json;
import dev.slipway.dockerfile.BuildRequest;
import dev.slipway.dockerfile.describe.Inquiry;
import dev.slipway.dockerfile.describe.Outline;
import dev.slipway.dockerfile.describe.Target;
import dev.slipway.dockerfile.lint.Finding;
import dev.slipway.dockerfile.syntax.RunMount;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Answers to inquiries, as the documents that BuildKit's frontend gives for them. */
public final class DockerfileAnswers {
  private final BuildRequest request;
  private final DockerfileCheck check;

  public DockerfileAnswers(BuildRequest request) {
    this.request = request;
    this.check = new DockerfileCheck(request);
  }

  /**
   * The answer.
   *
   * @throws dev.slipway.base.InputException when the file is missing or wrong
   */
  public ObjectNode to(Inquiry inquiry) throws IOException {
    return switch (inquiry) {
      case CHECK -> findings();
      case OUTLINE -> outline();
      case TARGETS -> targets();
    };
  }

  private ObjectNode findings() throws IOException {
    var answer = Json.MAPPER.createObjectNode();
    var warnings = answer.putArray("warnings");
    for (Finding finding : check.check().findings()) {
      var warning = warnings.addObject();
      warning.put("ruleName", finding.rule().id());
      warning.put("description", finding.rule().description());
      finding.rule().url().ifPresent(url -> warning.put("url", url));
      warning.put("detail", finding.message());
      if (!finding.fix().isEmpty()) {
        warning.put("fix", finding.fix());
      }
      location(warning, finding.range().firstLine(), finding.range().lastLine());
      warning.put("at", finding.range().start().toString());
    }
    answer
        .putArray("sources")
        .addObject()
        .put("filename", String.valueOf(request.dockerfile().getFileName()))
        .put("language", "Dockerfile")
        .put("data", text());
    return answer;
  }

  private ObjectNode targets() throws IOException {
    var answer = Json.MAPPER.createObjectNode();
    var targets = answer.putArray("targets");
    for (Target target : Target.of(check.read())) {
      var node = targets.addObject();
      putText(node, "name", target.name());
      if (target.role() == Target.Role.DEFAULT) {
        node.put("default", true);
      }
      putText(node, "description", target.description());
      node.put("base", target.base());
      location(node, target.where().firstLine(), target.where().lastLine());
    }
    answer.putArray("sources").add(text());
    return answer;
  }

  private ObjectNode outline() throws IOException {
    Outline outline = Outline.of(check.read(), request);
    var answer = Json.MAPPER.createObjectNode();
    putText(answer, "name", outline.name());
    putText(answer, "description", outline.description());
    var arguments = answer.putArray("args");
    for (Outline.Argument argument : outline.arguments()) {
      var node = arguments.addObject().put("name", argument.name());
      putText(node, "description", argument.description());
      putText(node, "value", argument.value());
      location(node, argument.line(), argument.line());
    }
    var secrets = answer.putArray("secrets");
    for (Outline.Secret secret : outline.secrets()) {
      var node = secrets.addObject().put("name", secret.id());
      if (secret.presence() == RunMount.Presence.REQUIRED) {
        node.put("required", true);
      }
      location(node, secret.line(), secret.line());
    }
    var caches = answer.putArray("cache");
    outline.caches().forEach(id -> caches.addObject().put("ID", id));
    answer.putArray("sources").add(text());
    return answer;
  }

  private static void putText(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }

  private static void location(ObjectNode node, int first, int last) {
    var range = node.putObject("location").putArray("ranges").addObject();
    range.putObject("start").put("line", first);
    range.putObject("end").put("line", last);
  }

  private String text() throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(request.dockerfile()));
  }
}
