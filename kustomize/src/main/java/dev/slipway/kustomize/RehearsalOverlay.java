package dev.slipway.kustomize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small overlay that needs every usual step of a build, for recording what Java loads. */
public final class RehearsalOverlay {
  private static final String BASE =
      """
      resources: [web.yaml]
      configMapGenerator:
      - name: settings
        literals: [a=b]
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

  /** Writes the overlay; {@code directory} is its folder. */
  public static void write(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("base"));
    Files.writeString(directory.resolve("kustomization.yaml"), OVERLAY);
    Files.writeString(directory.resolve("base/kustomization.yaml"), BASE);
    Files.writeString(directory.resolve("base/web.yaml"), OBJECTS);
  }
}
