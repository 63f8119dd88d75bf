package dev.slipway.kubernetes.api;

import dev.slipway.kubernetes.NodeAgent;
import dev.slipway.manifest.KubeObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A node whose containers log one line, and whose commands answer what they were asked. */
final class EchoNode implements NodeAgent {
  @Override
  public void logs(KubeObject pod, LogRequest request, OutputStream out) throws IOException {
    String line = "log of " + pod.name() + "/" + request.container() + "\n";
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public ExecResult exec(KubeObject pod, ExecRequest request, ExecStreams streams)
      throws IOException {
    streams
        .stdout()
        .write((String.join(" ", request.command()) + "\n").getBytes(StandardCharsets.UTF_8));
    if (streams.stdin().isPresent()) {
      streams.stdin().get().transferTo(streams.stdout());
    }
    return new ExecResult.Exited(request.command().contains("fail") ? 3 : 0);
  }

  @Override
  public ExecResult attach(KubeObject pod, ExecRequest request, ExecStreams streams)
      throws IOException {
    return exec(pod, request, streams);
  }

  /** The pod's ports are the test's own. */
  @Override
  public java.net.Socket connect(KubeObject pod, int port) throws IOException {
    return new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port);
  }
}
