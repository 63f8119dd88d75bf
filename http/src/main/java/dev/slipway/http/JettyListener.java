package dev.slipway.http;

import java.util.List;

final class JettyListener {
  private JettyListener() {}

  static HttpListener start(
      HttpListener.Settings settings,
      Authenticator authenticator,
      Authorizer authorizer,
      List<RouteSet> routes) {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
