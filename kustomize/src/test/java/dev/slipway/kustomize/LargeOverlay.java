package dev.slipway.kustomize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** N Deployments and N Services, a generated ConfigMap that all refer to, every common step. */
final class LargeOverlay {
  private LargeOverlay() {}

  static Path write(Path directory, int count) throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          """
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: app-%1$d, labels: {app: app-%1$d}}
          spec:
            replicas: 1
            selector: {matchLabels: {app: app-%1$d}}
            template:
              metadata: {labels: {app: app-%1$d}}
              spec:
                containers:
                - name: main
                  image: example/app:1
                  envFrom: [{configMapRef: {name: settings}}]
                  ports: [{containerPort: 8080}]
          ---
          apiVersion: v1
          kind: Service
          metadata: {name: app-%1$d}
          spec: {selector: {app: app-%1$d}, ports: [{port: 80, targetPort: 8080}]}
          """
              .formatted(i));
    }
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("resources.yaml"), text);
    Files.writeString(
        directory.resolve("kustomization.yaml"),
        """
        resources: [resources.yaml]
        namePrefix: prod-
        namespace: shop
        commonLabels: {team: a}
        images: [{name: example/app, newTag: "2"}]
        configMapGenerator: [{name: settings, literals: [a=b]}]
        """);
    return directory;
  }
}
