package dev.slipway.daemon;

import dev.slipway.http.Headers;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.kubernetes.ApiException;
import dev.slipway.kubernetes.Cluster;
import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.kubernetes.ResourceType;
import dev.slipway.kubernetes.Selection;
import dev.slipway.manifest.KubeObject;
import dev.slipway.manifest.LabelSelector;
import dev.slipway.manifest.ObjectName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Slipway's own API for logs: of the process, of a pod, of all pods of a Deployment. */
final class LogRoutes {
  private final Path processLog;
  private final Cluster cluster;
  private final NodeAgent agent;

  LogRoutes(Path processLog, Cluster cluster, NodeAgent agent) {
    this.processLog = processLog;
    this.cluster = cluster;
    this.agent = agent;
  }

  List<Route> routes() {
    return List.of(
        Route.of(
            Method.GET,
            "/api/v1/logs",
            request ->
                new Permission(
                    "slipway.logs.get",
                    request.query("target").filter(t -> !t.isEmpty()).isPresent()
                        ? "namespaces/" + request.query("namespace").orElse("default")
                        : "instance"),
            this::logs));
  }

  private Response logs(Request request) {
    String target = request.query("target").orElse("");
    boolean follow = request.query("follow").orElse("false").equals("true");
    OptionalLong tail =
        request.query("tail").map(t -> OptionalLong.of(number(t))).orElse(OptionalLong.empty());
    if (target.isEmpty()) {
      return streaming(out -> new FileTail(processLog).copy(out, tail, follow));
    }
    List<KubeObject> pods = pods(request.query("namespace").orElse("default"), target);
    return streaming(out -> podLogs(pods, tail, follow, out));
  }

  private static Response streaming(Response.Body body) {
    return new Response.Streaming(
        200, Headers.of("Content-Type", "text/plain; charset=utf-8"), body);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new HttpException(400, "tail is not a number: " + text);
    }
  }

  private List<KubeObject> pods(String namespace, String target) {
    int slash = target.indexOf('/');
    String kind = slash < 0 ? "pod" : target.substring(0, slash);
    var name = new ObjectName(namespace, target.substring(slash + 1));
    try {
      return switch (kind) {
        case "pod", "pods", "po" -> List.of(cluster.get(ResourceType.PODS, name));
        case "deployment", "deployments", "deploy" -> podsOf(name);
        default ->
            throw new HttpException(
                400, "logs are of pods and deployments, not of '" + kind + "': use kubectl logs");
      };
    } catch (ApiException e) {
      throw new HttpException(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private List<KubeObject> podsOf(ObjectName deployment) {
    KubeObject object = cluster.get(ResourceType.DEPLOYMENTS, deployment);
    var selector = LabelSelector.of(object.spec().path("selector"));
    var selection = Selection.namespace(deployment.namespace()).with(selector);
    return cluster.list(ResourceType.PODS, selection).items();
  }

  private void podLogs(List<KubeObject> pods, OptionalLong tail, boolean follow, OutputStream out)
      throws IOException {
    var threads = new ArrayList<Thread>();
    boolean several = pods.size() > 1;
    for (KubeObject pod : pods) {
      for (var container : pod.spec().path("containers")) {
        String name = container.path("name").asString();
        var request =
            new NodeAgent.LogRequest(
                name,
                follow ? NodeAgent.Follow.FOLLOW : NodeAgent.Follow.ONCE,
                NodeAgent.Run.CURRENT,
                NodeAgent.LineTimes.OMIT,
                tail,
                Optional.empty(),
                OptionalLong.empty());
        var lines = new PrefixedLines(out, several ? "[" + pod.name() + "] " : "");
        threads.add(Thread.ofVirtual().start(() -> copy(pod, request, lines)));
      }
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while logs were followed", e);
    }
  }

  private void copy(KubeObject pod, NodeAgent.LogRequest request, PrefixedLines lines) {
    try {
      agent.logs(pod, request, lines);
    } catch (IOException | ApiException e) {
      lines.say("(no more logs of " + pod.name() + ": " + e.getMessage() + ")");
    }
  }

  /** Whole lines of one of several logs, with its name before each. */
  private static final class PrefixedLines extends OutputStream {
    private final OutputStream out;
    private final byte[] prefix;
    private boolean atStart = true;

    PrefixedLines(OutputStream out, String prefix) {
      this.out = out;
      this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      synchronized (out) {
        for (int i = offset; i < offset + length; i++) {
          if (atStart) {
            out.write(prefix);
          }
          out.write(bytes[i]);
          atStart = bytes[i] == '\n';
        }
        out.flush();
      }
    }

    void say(String line) {
      try {
        write((line + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The client has gone: nobody is left to tell.
        return;
      }
    }
  }
}
