package dev.slipway.delivery.release;

import dev.slipway.manifest.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Compares the images that run with those of the release (F17, specification-notes S48): what a
 * workflow built is worth nothing when something else runs.
 */
final class Verification {
  private Verification() {}

  /** What came out, in one line. */
  static String of(Release release, EnvironmentView view) {
    var wrong = new ArrayList<String>();
    int right = 0;
    int unknown = 0;
    for (Workload workload : release.workloads()) {
      Map<String, String> expected =
          workload.images().stream()
              .filter(i -> i.digest().isPresent())
              .collect(Collectors.toMap(Workload.Image::container, i -> i.digest().orElseThrow()));
      for (KubeObject pod : pods(view, workload.name())) {
        for (JsonNode status : pod.status().path("containerStatuses")) {
          String name = status.path("name").asString("");
          String running = digest(status.path("imageID").asString(""));
          String wanted = expected.getOrDefault(name, "");
          if (wanted.isEmpty() || running.isEmpty()) {
            unknown++;
          } else if (wanted.equals(running)) {
            right++;
          } else {
            wrong.add(pod.name() + "/" + name + " runs " + running + " instead of " + wanted);
          }
        }
      }
    }
    return text(right, unknown, wrong);
  }

  private static String text(int right, int unknown, List<String> wrong) {
    if (!wrong.isEmpty()) {
      return "mismatch: " + String.join(", ", wrong);
    }
    if (right == 0) {
      return "not verified: no digest is known";
    }
    return right
        + (right == 1 ? " container runs" : " containers run")
        + " the release's digests"
        + (unknown > 0 ? ", " + unknown + " not known" : "");
  }

  /** The live pods of a Deployment, by the chain of owners. */
  private static List<KubeObject> pods(EnvironmentView view, String deployment) {
    List<String> sets =
        view.replicaSets().stream()
            .filter(s -> isOwnedBy(s, "Deployment", deployment))
            .map(KubeObject::name)
            .toList();
    return view.pods().stream()
        .filter(p -> !p.isBeingDeleted())
        .filter(p -> sets.stream().anyMatch(s -> isOwnedBy(p, "ReplicaSet", s)))
        .toList();
  }

  private static boolean isOwnedBy(KubeObject object, String kind, String name) {
    return object
        .controller()
        .filter(o -> o.kind().equals(kind) && o.name().equals(name))
        .isPresent();
  }

  /** {@code sha256:…} of {@code host/name@sha256:…}. */
  private static String digest(String imageId) {
    int at = imageId.indexOf("sha256:");
    return at < 0 ? "" : imageId.substring(at);
  }
}
