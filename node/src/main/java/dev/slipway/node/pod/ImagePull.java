package dev.slipway.node.pod;

import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.controller.EventRecorder.Severity;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.ObjectName;
import dev.slipway.node.image.ImagePullException;
import dev.slipway.node.image.PodImages.PodImage;
import dev.slipway.node.image.PodImages.PullPolicy;
import dev.slipway.node.image.PodImages.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Gets a container's image, trying again with growing pauses until the pod ends. */
final class ImagePull {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  /** So long a failure is shown as what it is, before it shows that the next try is waited for. */
  private static final Duration TOLD = Duration.ofSeconds(2);

  private final NodeParts parts;
  private final PodClock clock;
  private final PodBoard board;
  private final ContainerDefinition definition;
  private final BackOff backOff = new BackOff();

  ImagePull(NodeParts parts, PodClock clock, PodBoard board, ContainerDefinition definition) {
    this.parts = parts;
    this.clock = clock;
    this.board = board;
    this.definition = definition;
  }

  /** The image; empty when the pod is to end first. */
  Optional<PodImage> get(Supplier<KubeObject> pod) throws InterruptedException {
    while (!clock.isEnding()) {
      KubeObject now = pod.get();
      String image = definition.in(now).image();
      try {
        return Optional.of(pull(now));
      } catch (ImagePullException e) {
        Duration pause = backOff.next(clock.steady());
        failed(now, image, e);
        BooleanSupplier renamed = () -> !definition.in(pod.get()).image().equals(image);
        if (pause(pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause, now, e, renamed)) {
          break;
        }
      }
    }
    return Optional.empty();
  }

  /** Says first what went wrong, then that this is waiting; true when the pod is to end. */
  private boolean pause(
      Duration pause, KubeObject pod, ImagePullException e, BooleanSupplier renamed)
      throws InterruptedException {
    if (e.kind() != ImagePullException.Kind.FAILED) {
      return clock.pause(pause, renamed);
    }
    if (clock.pause(TOLD, renamed)) {
      return true;
    }
    if (renamed.getAsBoolean()) {
      return false;
    }
    backsOff(pod, e);
    return clock.pause(pause.minus(TOLD), renamed);
  }

  private PodImage pull(KubeObject pod) throws ImagePullException, InterruptedException {
    String image = definition.in(pod).image();
    PullPolicy policy = definition.pullPolicy();
    boolean present = parts.images().isPresent(image);
    boolean fetching = policy == PullPolicy.ALWAYS || !present;
    if (fetching && policy != PullPolicy.NEVER) {
      event(pod, Severity.NORMAL, "Pulling", "Pulling image \"" + image + "\"");
    }
    long start = System.nanoTime();
    PodImage pulled = fetch(new Request(image, policy, secrets(pod)));
    String message =
        fetching
            ? "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes."
                .formatted(image, took(start), took(start), pulled.bytes())
            : "Container image \"" + image + "\" already present on machine";
    event(pod, Severity.NORMAL, "Pulled", message);
    return pulled;
  }

  /**
   * Pulls on a thread of its own: a pod that ends stops waiting, the pull goes on, since others may
   * want the image and half of one is of no use.
   */
  private PodImage fetch(Request request) throws ImagePullException, InterruptedException {
    var pulled = new CompletableFuture<PodImage>();
    Thread.ofVirtual()
        .name("pull-" + request.reference())
        .start(() -> {
          try {
            pulled.complete(parts.images().pull(request));
          } catch (ImagePullException | InterruptedException | RuntimeException e) {
            pulled.completeExceptionally(e);
          }
        });
    try {
      return pulled.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ImagePullException refused
          ? refused
          : new ImagePullException(ImagePullException.Kind.FAILED, String.valueOf(e.getCause()), e);
    }
  }

  private static String took(long start) {
    long millis = (System.nanoTime() - start) / 1_000_000;
    return millis < 1000 ? millis + "ms" : "%.3fs".formatted(millis / 1000.0);
  }

  private void failed(KubeObject pod, String image, ImagePullException e) {
    String reason = e.kind().reason();
    String message = e.why();
    switch (e.kind()) {
      case INVALID_NAME -> event(pod, Severity.WARNING, "InspectFailed", message);
      case NEVER_PULLED -> {
        message = "Container image \"" + image + "\" is not present with pull policy of Never";
        event(pod, Severity.WARNING, reason, message);
      }
      case FAILED ->
          event(
              pod,
              Severity.WARNING,
              "Failed",
              "Failed to pull image \"" + image + "\": " + message);
    }
    event(pod, Severity.WARNING, "Failed", "Error: " + reason);
    String told = message;
    board.note(definition.name(), o -> o.waits(reason, told));
  }

  private void backsOff(KubeObject pod, ImagePullException e) {
    String what = "Back-off pulling image \"" + definition.in(pod).image() + "\"";
    event(pod, Severity.NORMAL, "BackOff", what);
    event(pod, Severity.WARNING, "Failed", "Error: ImagePullBackOff");
    String message = what + ": " + e.kind().reason() + ": " + e.why();
    board.note(definition.name(), o -> o.waits("ImagePullBackOff", message));
  }

  private void event(KubeObject pod, Severity severity, String reason, String message) {
    parts.events().record(pod, definition.fieldPath(), severity, reason, message);
  }

  private List<KubeObject> secrets(KubeObject pod) {
    var names = new ArrayList<String>();
    pod.spec().path("imagePullSecrets").forEach(s -> names.add(s.path("name").asString("")));
    String account = pod.spec().path("serviceAccountName").asString("default");
    parts
        .cluster()
        .find(ResourceType.SERVICE_ACCOUNTS, new ObjectName(pod.namespace(), account))
        .ifPresent(a -> {
          for (JsonNode secret : a.tree().path("imagePullSecrets")) {
            names.add(secret.path("name").asString(""));
          }
        });
    var found = new ArrayList<KubeObject>();
    var missing = new ArrayList<String>();
    for (String name : names) {
      parts
          .cluster()
          .find(ResourceType.SECRETS, new ObjectName(pod.namespace(), name))
          .ifPresentOrElse(found::add, () -> missing.add(name));
    }
    if (!missing.isEmpty()) {
      String message =
          "Unable to retrieve some image pull secrets (%s); attempting to pull the image may not succeed."
              .formatted(String.join(", ", missing));
      parts.events().record(pod, Severity.WARNING, "FailedToRetrieveImagePullSecret", message);
    }
    return found;
  }
}
