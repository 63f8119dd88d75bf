package dev.slipway.node.proxy;

import dev.slipway.manifest.KubeObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which Ingresses are this proxy's to serve: all, but those of a class that the cluster knows as
 * another controller's. A class that is only named, as in files written for another cluster, is
 * served.
 */
final class IngressClasses {
  private static final String ANNOTATION = "kubernetes.io/ingress.class";

  /** Those in whose place it works. */
  private static final Set<String> OWN =
      Set.of("k8s.io/ingress-nginx", "k8s.io/ingress-gce", "networking.gke.io/ingress");

  private IngressClasses() {}

  static List<KubeObject> own(List<KubeObject> ingresses, List<KubeObject> classes) {
    return ingresses.stream().filter(ingress -> isOwn(ingress, classes)).toList();
  }

  private static boolean isOwn(KubeObject ingress, List<KubeObject> classes) {
    Optional<KubeObject> stated =
        classes.stream().filter(c -> c.name().equals(name(ingress))).findFirst();
    return stated.isEmpty() || OWN.contains(stated.get().spec().path("controller").asString(""));
  }

  private static String name(KubeObject ingress) {
    String name = ingress.spec().path("ingressClassName").asString("");
    return name.isEmpty() ? ingress.annotations().getOrDefault(ANNOTATION, "") : name;
  }
}
