package dev.slipway.kubernetes;

import java.io.OutputStream;

/** For clusters in tests that run no containers. */
public final class UnusedNode implements NodeAgent {
  @Override
  public void logs(dev.slipway.manifest.KubeObject pod, LogRequest request, OutputStream out) {
    throw ApiException.badRequest("no node in this test");
  }

  @Override
  public ExecResult exec(
      dev.slipway.manifest.KubeObject pod, ExecRequest request, ExecStreams streams) {
    throw ApiException.badRequest("no node in this test");
  }

  @Override
  public ExecResult attach(
      dev.slipway.manifest.KubeObject pod, ExecRequest request, ExecStreams streams) {
    throw ApiException.badRequest("no node in this test");
  }

  @Override
  public java.net.Socket connect(dev.slipway.manifest.KubeObject pod, int port) {
    throw ApiException.badRequest("no node in this test");
  }
}
