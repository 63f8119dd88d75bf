package dev.slipway.kustomize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small overlay that needs every usual step of a build, for recording what Java loads. */
public final class RehearsalOverlay {
  private static final String BASE =
      """
      resources: [web.yaml, odd.yaml]
      configMapGenerator:
      - name: settings
        literals: [a=b]
        files: [web.yaml]
      secretGenerator:
      - name: keys
        literals: [c=d]
      """;
  private static final String OBJECTS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 1
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: web
              image: a:1
              ports: [{containerPort: 8080}]
              env: [{name: HOST, value: "none"}]
              envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: keys}}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
      """;

  /** What needs the whole reader of YAML, and its writer. */
  private static final String ODD =
      """
      # A comment
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: web}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
      subjects:
      - {kind: ServiceAccount, name: web}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: more, annotations: &notes {a: b, c: "1"}, labels: {<<: *notes, d: 'x y'}}
      data:
        text: |
          two
          lines: "here"
        folded: >-
          one
          line
        number: "0x10"
        open: on
      """;

  /** The older fields, which many still use. */
  private static final String OLD =
      """
      bases: [../base]
      configurations: [fields.yaml]
      components: [../component]
      commonLabels: {team: b}
      nameSuffix: -o
      vars:
      - name: WEB
        objref: {apiVersion: v1, kind: Service, name: web}
        fieldref: {fieldpath: metadata.name}
      configMapGenerator:
      - {name: settings, behavior: merge, envs: [values.env], options: {labels: {x: "y"}}}
      generatorOptions: {disableNameSuffixHash: true}
      patchesStrategicMerge: [patch.yaml]
      patchesJson6902:
      - target: {version: v1, kind: Service, name: web}
        path: patch.json
      """;

  private static final String PATCH =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: null
        template:
          spec:
            containers:
            - {name: web, args: ["$(WEB)"], env: [{name: HOST, $patch: delete}]}
      """;
  private static final String COMPONENT =
      """
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      labels: [{pairs: {part: c}, includeTemplates: true}]
      """;
  private static final String OVERLAY =
      """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [base]
      namePrefix: p-
      namespace: shop
      labels: [{pairs: {team: a}, includeSelectors: true}]
      commonAnnotations: {by: us}
      replicas: [{name: web, count: 2}]
      images: [{name: a, newTag: b}]
      patches:
      - patch: |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {template: {spec: {containers: [{name: web, env: [{name: X, value: "1"}]}]}}}
      - target: {kind: "Serv.*", labelSelector: team=a}
        patch: |-
          - {op: test, path: /kind, value: Service}
      - target: {kind: Service}
        patch: |-
          - {op: replace, path: /spec/ports/0/port, value: 81}
      replacements:
      - source: {kind: Service, name: web}
        targets:
        - select: {kind: Deployment}
          fieldPaths: ["spec.template.spec.containers.[name=web].env.[name=HOST].value"]
      """;

  private RehearsalOverlay() {}

  /** Writes the overlay; {@code directory} is its folder, {@code old} in it another overlay. */
  public static void write(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("base"));
    Files.createDirectories(directory.resolve("old"));
    Files.createDirectories(directory.resolve("component"));
    Files.writeString(directory.resolve("kustomization.yaml"), OVERLAY);
    Files.writeString(directory.resolve("base/kustomization.yaml"), BASE);
    Files.writeString(directory.resolve("base/web.yaml"), OBJECTS);
    Files.writeString(directory.resolve("base/odd.yaml"), ODD);
    Files.writeString(directory.resolve("old/kustomization.yaml"), OLD);
    Files.writeString(directory.resolve("old/patch.yaml"), PATCH);
    Files.writeString(
        directory.resolve("old/patch.json"),
        "[{\"op\": \"add\", \"path\": \"/metadata/annotations\", \"value\": {\"a\": \"b\"}},"
            + " {\"op\": \"remove\", \"path\": \"/spec/ports/0/targetPort\"}]");
    Files.writeString(directory.resolve("old/values.env"), "# values\nA=b\n");
    Files.writeString(
        directory.resolve("old/fields.yaml"),
        "varReference: [{path: metadata/annotations, kind: Deployment}]\n");
    Files.writeString(directory.resolve("component/kustomization.yaml"), COMPONENT);
  }
}
