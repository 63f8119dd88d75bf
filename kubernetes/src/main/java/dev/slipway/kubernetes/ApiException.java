package dev.slipway.kubernetes;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that the cluster refuses, with the Status that clients understand.
 *
 * <p>Reasons, codes and wording follow Kubernetes, because clients act on the reason and print the
 * message.
 */
public final class ApiException extends RuntimeException {
  private final int code;
  private final String reason;
  private final transient Optional<Details> details;

  /** What the refusal is about. */
  public record Details(
      String name,
      String group,
      String kind,
      String uid,
      List<Cause> causes,
      OptionalInt retryAfterSeconds) {
    public Details {
      causes = List.copyOf(causes);
    }

    static Details of(String name, String group, String kind, List<Cause> causes) {
      return new Details(name, group, kind, "", causes, OptionalInt.empty());
    }
  }

  /** One of several reasons. */
  public record Cause(String reason, String message, String field) {}

  public ApiException(int code, String reason, String message, Optional<Details> details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The HTTP status. */
  public int code() {
    return code;
  }

  /** Such as {@code NotFound}; empty when Kubernetes gives none. */
  public String reason() {
    return reason;
  }

  public Optional<Details> details() {
    return details;
  }

  public boolean isNotFound() {
    return code == 404;
  }

  /** Whether the object changed meanwhile: read it again and retry. */
  public boolean isConflict() {
    return reason.equals("Conflict");
  }

  public boolean isForbidden() {
    return code == 403;
  }

  public boolean isAlreadyExists() {
    return reason.equals("AlreadyExists");
  }

  public static ApiException notFound(ResourceType type, String name) {
    return named(404, "NotFound", type, name, "not found");
  }

  public static ApiException alreadyExists(ResourceType type, String name) {
    return named(409, "AlreadyExists", type, name, "already exists");
  }

  private static ApiException named(
      int code, String reason, ResourceType type, String name, String what) {
    return new ApiException(
        code,
        reason,
        type.qualifiedName() + " \"" + name + "\" " + what,
        Optional.of(Details.of(name, type.group(), type.plural(), List.of())));
  }

  public static ApiException conflict(ResourceType type, String name, String why) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + type.qualifiedName() + " \"" + name + "\": " + why,
        Optional.of(Details.of(name, type.group(), type.plural(), List.of())));
  }

  /** The object changed since it was read. */
  public static ApiException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiException forbidden(
      ResourceType type, String name, String why, List<Cause> causes) {
    return new ApiException(
        403,
        "Forbidden",
        type.qualifiedName()
            + (name.isEmpty() ? "" : " \"" + name + "\"")
            + " is forbidden: "
            + why,
        Optional.of(Details.of(name, type.group(), type.plural(), causes)));
  }

  public static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, Optional.empty());
  }

  /** The object breaks rules; each cause is one field's problem. */
  public static ApiException invalid(GroupVersionKind kind, String name, List<Cause> causes) {
    var lines = causes.stream().map(c -> c.field() + ": " + c.message()).distinct().toList();
    String all = lines.size() == 1 ? lines.getFirst() : "[" + String.join(", ", lines) + "]";
    return new ApiException(
        422,
        "Invalid",
        kind.groupKind() + " \"" + name + "\" is invalid: " + all,
        Optional.of(Details.of(name, kind.group(), kind.kind(), causes)));
  }

  /** An applied configuration that its kind's types do not allow. */
  public static ApiException contradictory(KubeObject applied, String problem) {
    String message =
        "failed to create typed patch object (%s; %s, Kind=%s): %s"
            .formatted(applied.objectName(), applied.apiVersion(), applied.kind(), problem);
    return new ApiException(500, "", message, Optional.empty());
  }

  public static ApiException internal(String message) {
    return new ApiException(
        500,
        "InternalError",
        "Internal error occurred: " + message,
        Optional.of(Details.of("", "", "", List.of(new Cause("", message, "")))));
  }

  /** The {@code Status} object. */
  public KubeObject toStatus() {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    details.ifPresent(d -> write(d, status.putObject("details")));
    status.put("code", code);
    return KubeObject.of(status);
  }

  private static void write(Details details, ObjectNode node) {
    putUnlessEmpty(node, "name", details.name());
    putUnlessEmpty(node, "group", details.group());
    putUnlessEmpty(node, "kind", details.kind());
    putUnlessEmpty(node, "uid", details.uid());
    if (!details.causes().isEmpty()) {
      var causes = node.putArray("causes");
      for (Cause cause : new ArrayList<>(details.causes())) {
        ObjectNode one = causes.addObject();
        putUnlessEmpty(one, "reason", cause.reason());
        putUnlessEmpty(one, "message", cause.message());
        putUnlessEmpty(one, "field", cause.field());
      }
    }
    details.retryAfterSeconds().ifPresent(s -> node.put("retryAfterSeconds", s));
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
