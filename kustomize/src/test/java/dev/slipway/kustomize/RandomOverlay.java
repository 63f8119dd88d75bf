package dev.slipway.kustomize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes an overlay made at random from a seed: two bases, a component, an overlay over all. */
final class RandomOverlay {
  private static final List<String> WORDS = List.of("web", "api", "db", "cache", "job");
  private static final List<String> SCALARS =
      List.of(
          "1", "\"1\"", "true", "'true'", "text", "0x10", "1.5", "\"\"", "null", "yes", "\"a b\"");

  private final Random random;
  private final Path directory;

  RandomOverlay(long seed, Path directory) {
    this.random = new Random(seed);
    this.directory = directory;
  }

  /** The directory to build. */
  Path write() throws IOException {
    base("one", "web", "api");
    base("two", "db", "cache");
    component();
    var text = new StringBuilder("resources:\n- ../one\n");
    if (chance(2)) {
      text.append("- ../two\n");
    }
    if (chance(3)) {
      text.append("components:\n- ../component\n");
    }
    text.append(steps());
    text.append(generators("merged"));
    text.append(patches(List.of("web", "api")));
    file("overlay/kustomization.yaml", text.toString());
    return directory.resolve("overlay");
  }

  private void base(String name, String... apps) throws IOException {
    var resources = new StringBuilder();
    for (String app : apps) {
      resources.append(workload(app)).append("---\n").append(service(app)).append("---\n");
    }
    resources.append(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s-sa}\n---\n".formatted(name));
    resources.append(binding(name));
    file(name + "/resources.yaml", resources.toString());
    String kustomization =
        "resources:\n- resources.yaml\n"
            + steps()
            + "configMapGenerator:\n- name: %s-config\n  literals: [a=%d, b=%s]\n"
                .formatted(name, random.nextInt(100), pick(WORDS));
    file(name + "/kustomization.yaml", kustomization);
  }

  private String workload(String app) {
    String kind = pick(List.of("Deployment", "StatefulSet", "DaemonSet"));
    return """
    apiVersion: apps/v1
    kind: %s
    metadata:
      name: %s
      labels: {app: %s, tier: %s}
    spec:
      replicas: %d
      selector:
        matchLabels: {app: %s}
      template:
        metadata:
          labels: {app: %s}
        spec:
          serviceAccountName: %s-sa
          containers:
          - name: main
            image: %s:%d
            env:
            - {name: A, value: "%d"}
            - name: B
              valueFrom:
                configMapKeyRef: {name: %s-config, key: a}
            ports:
            - containerPort: %d
            - {containerPort: 9090, protocol: UDP}
            extra: %s
          - {name: side, image: "registry.example.com:5000/side@sha256:0123"}
          volumes:
          - {name: config, configMap: {name: %s-config}}
          - {name: tmp, emptyDir: {}}
    """
        .formatted(
            kind,
            app,
            app,
            pick(WORDS),
            random.nextInt(5),
            app,
            app,
            owner(app),
            pick(List.of("nginx", "example.com/team/app", "busybox")),
            random.nextInt(9),
            random.nextInt(9),
            owner(app),
            8000 + random.nextInt(3),
            pick(SCALARS),
            owner(app));
  }

  private static String owner(String app) {
    return app.equals("web") || app.equals("api") ? "one" : "two";
  }

  private String service(String app) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s%s}
    spec:
      selector: {app: %s}
      ports:
      - {port: %d, name: http}
    """
        .formatted(
            app, chance(3) ? ", namespace: " + pick(WORDS) : "", app, 80 + random.nextInt(3));
  }

  private String binding(String name) {
    return """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: %s
    metadata: {name: %s-binding}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects:
    - {kind: ServiceAccount, name: %s-sa%s}
    - {kind: ServiceAccount, name: default, namespace: default}
    """
        .formatted(
            pick(List.of("RoleBinding", "ClusterRoleBinding")),
            name,
            name,
            chance(2) ? ", namespace: " + pick(List.of("default", "web")) : "");
  }

  private void component() throws IOException {
    String text =
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            + steps()
            + "patches:\n- target: {kind: Service}\n  patch: |-\n    - {op: add, path: /spec/type, value: NodePort}\n";
    file("component/kustomization.yaml", text);
  }

  private String steps() {
    var text = new StringBuilder();
    if (chance(3)) {
      text.append("namespace: ").append(pick(WORDS)).append('\n');
    }
    if (chance(3)) {
      text.append("namePrefix: ").append(pick(List.of("p-", "dev-"))).append('\n');
    }
    if (chance(4)) {
      text.append("nameSuffix: -s\n");
    }
    if (chance(3)) {
      text.append("commonLabels: {team: %s}\n".formatted(pick(WORDS)));
    }
    if (chance(3)) {
      text.append(
          "labels:\n- pairs: {l%d: v}\n  %s: true\n"
              .formatted(random.nextInt(3), pick(List.of("includeTemplates", "includeSelectors"))));
    }
    if (chance(3)) {
      text.append("commonAnnotations: {note: %s}\n".formatted(pick(WORDS)));
    }
    if (chance(2)) {
      text.append(
          "images:\n- name: %s\n  %s\n"
              .formatted(
                  pick(List.of("nginx", "example.com/team/app", "registry.example.com:5000/side")),
                  pick(List.of("newTag: \"7\"", "newName: other", "digest: sha256:ff"))));
    }
    return text.toString();
  }

  private String generators(String name) {
    var text = new StringBuilder();
    if (chance(2)) {
      text.append(
          "configMapGenerator:\n- name: one-config\n  behavior: %s\n  literals: [b=%s, c=\"%s\"]\n"
              .formatted(pick(List.of("merge", "replace")), pick(WORDS), name));
    }
    if (chance(3)) {
      text.append("secretGenerator:\n- name: secret\n  literals: [k=%s]\n".formatted(pick(WORDS)));
    }
    return text.toString();
  }

  private String patches(List<String> apps) {
    var text = new StringBuilder("patches:\n");
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      text.append(
          "- target: {name: \"%s.*|.*%s.*\", kind: \"Deployment|StatefulSet|DaemonSet\"}\n"
              .formatted(pick(apps), pick(apps)));
      text.append("  patch: |-\n");
      text.append((chance(4) ? operations() : merge()).indent(4));
    }
    return text.toString();
  }

  private String operations() {
    return pick(
        List.of(
            "- {op: replace, path: /spec/replicas, value: 9}",
            "- {op: remove, path: /spec/template/spec/volumes/0}",
            "- {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: Z, value: \"1\"}}",
            "- {op: replace, path: /metadata/labels/app, value: \"12\"}"));
  }

  private String merge() {
    String body =
        pick(
            List.of(
                "replicas: " + pick(SCALARS),
                "template: {spec: {containers: [{name: main, env: [{name: A, value: %s}, {name: NEW, value: %s}]}]}}"
                    .formatted(pick(SCALARS), pick(SCALARS)),
                "template: {spec: {containers: [{name: new, image: n}, {name: side, extra: %s}]}}"
                    .formatted(pick(SCALARS)),
                "template: {spec: {containers: [{name: main, extra: %s, ports: [{containerPort: %d, name: http}]}]}}"
                    .formatted(pick(SCALARS), 8000 + random.nextInt(3)),
                "template: {spec: {volumes: [{name: tmp, $patch: delete}, {name: more, emptyDir: {}}]}}",
                "template: {spec: {containers: [{$patch: replace}, {name: only, image: o}]}}",
                "template: {metadata: {annotations: {a: %s}}, spec: {volumes: null}}"
                    .formatted(pick(SCALARS)),
                "template: {spec: {$patch: replace, containers: []}}",
                "selector: null",
                "extra: {deep: {list: [1, %s], x: null}}".formatted(pick(SCALARS))));
    return "apiVersion: apps/v1\nkind: Any\nmetadata: {name: any}\nspec: {" + body + "}";
  }

  private boolean chance(int outOf) {
    return random.nextInt(outOf) == 0;
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void file(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
