package dev.slipway.daemon;

import dev.slipway.http.HttpListener;
import dev.slipway.runner.JobListeners;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The listeners that a job finds on its own 127.0.0.1: the process's API and the Kubernetes API.
 *
 * <p>Jobs of a predecessor may go on before the API listens; they wait for it.
 */
final class InstanceListeners implements JobListeners {
  private final Settings settings;
  private final HttpListener kubernetes;
  private final CompletableFuture<HttpListener> api = new CompletableFuture<>();

  InstanceListeners(Settings settings, HttpListener kubernetes) {
    this.settings = settings;
    this.kubernetes = kubernetes;
  }

  void started(HttpListener listener) {
    api.complete(listener);
  }

  @Override
  public List<JobListener> all() {
    return List.of(
        new JobListener(settings.port(), socket -> serving(api.join().serveAlso(socket))),
        new JobListener(
            settings.kubernetesPort(), socket -> serving(kubernetes.serveAlso(socket))));
  }

  private static Serving serving(HttpListener.Additional additional) {
    return additional::close;
  }
}
