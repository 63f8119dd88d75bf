package dev.slipway.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many entries that mean one object each cost by what they reach. Counted in bytes that a build
 * allocates, which is the same on every machine: entries times objects would be four times as many.
 */
class TargetedEntriesTest {
  private static final int SOME = 200;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patches:|- {target: {kind: Deployment, name: app-%d}, patch: '[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 3}]'}",
        "patches:|- {target: {name: app-%d}, options: {allowNameChange: true}, patch: '{apiVersion: v1, kind: Any, metadata: {name: new-%1$d}}'}",
        "patches:|- {patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: app-%d}, spec: {replicas: 3}}'}",
        "patches:|- {patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: app-%d}, $patch: delete}'}",
        "patchesJson6902:|- {target: {version: v1, kind: Deployment, name: app-%d}, patch: '[{\"op\": \"remove\", \"path\": \"/spec/replicas\"}]'}",
        "replicas:|- {name: app-%d, count: 3}",
        "images:|- {name: example.com/team/image-%d, newTag: \"2\"}",
        "replacements:|- {source: {kind: Deployment, name: app-%d, fieldPath: spec.replicas}, targets: [{select: {name: app-%1$d}, fieldPaths: [metadata.labels.n], options: {create: true}}]}",
        "configMapGenerator:|- {name: map-%d, literals: [a=b]}"
      })
  void costByWhatTheyReach(String entries) throws IOException {
    long small = allocated(entries, SOME);
    long large = allocated(entries, 2 * SOME);

    assertThat((double) large / small).isLessThan(2.6);
  }

  private long allocated(String entries, int count) throws IOException {
    Path overlay = write(entries, count);
    // The first build of its kind loads classes.
    Kustomize.build(overlay);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Kustomize.build(overlay);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private Path write(String entries, int count) throws IOException {
    String field = entries.substring(0, entries.indexOf('|'));
    String entry = entries.substring(entries.indexOf('|') + 1);
    var resources = new StringBuilder();
    var kustomization = new StringBuilder("resources: [r.yaml]\n" + field + "\n");
    for (int i = 0; i < count; i++) {
      resources.append(
          """
          ---
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: app-%1$d}
          spec:
            replicas: 1
            template: {spec: {containers: [{name: c, image: "example.com/team/image-%1$d:1"}]}}
          """
              .formatted(i));
      kustomization.append(entry.formatted(i)).append('\n');
    }
    Path overlay = Files.createDirectories(directory.resolve("o" + count));
    Files.writeString(overlay.resolve("r.yaml"), resources);
    Files.writeString(overlay.resolve("kustomization.yaml"), kustomization);
    return overlay;
  }
}
