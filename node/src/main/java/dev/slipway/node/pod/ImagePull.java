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
import tools.jackson.databind.JsonNode;

/** Gets a container's image, trying again with growing pauses until the pod ends. */
final class ImagePull {
  private static final Duration SHORTEST = Duration.ofSeconds(10);

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
  Optional<PodImage> get(KubeObject pod) throws InterruptedException {
    while (!clock.isEnding()) {
      try {
        return Optional.of(pull(pod));
      } catch (ImagePullException e) {
        failed(pod, e);
        Duration pause = backOff.next(clock.now());
        if (clock.pause(pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause)) {
          break;
        }
      }
    }
    return Optional.empty();
  }

  private PodImage pull(KubeObject pod) throws ImagePullException, InterruptedException {
    String image = definition.image();
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

  private void failed(KubeObject pod, ImagePullException e) {
    String image = definition.image();
    String reason = e.kind().reason();
    switch (e.kind()) {
      case INVALID_NAME -> {
        event(pod, Severity.WARNING, "InspectFailed", e.why());
        event(pod, Severity.WARNING, "Failed", "Error: " + reason);
        board.note(definition.name(), o -> o.waits(reason, e.why()));
      }
      case NEVER_PULLED -> {
        String message =
            "Container image \"" + image + "\" is not present with pull policy of Never";
        event(pod, Severity.WARNING, reason, message);
        event(pod, Severity.WARNING, "Failed", "Error: " + reason);
        board.note(definition.name(), o -> o.waits(reason, message));
      }
      case FAILED -> {
        event(
            pod, Severity.WARNING, "Failed", "Failed to pull image \"" + image + "\": " + e.why());
        event(pod, Severity.WARNING, "Failed", "Error: " + reason);
        event(pod, Severity.NORMAL, "BackOff", "Back-off pulling image \"" + image + "\"");
        event(pod, Severity.WARNING, "Failed", "Error: ImagePullBackOff");
        String message = "Back-off pulling image \"" + image + "\": " + reason + ": " + e.why();
        board.note(definition.name(), o -> o.waits("ImagePullBackOff", message));
      }
    }
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
    return names.stream()
        .flatMap(name ->
            parts
                .cluster()
                .find(ResourceType.SECRETS, new ObjectName(pod.namespace(), name))
                .stream())
        .toList();
  }
}
