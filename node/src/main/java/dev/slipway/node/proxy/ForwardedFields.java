package dev.slipway.node.proxy;

import dev.slipway.http.message.Fields;

/** What a pod is told with a request: what the client says, and who the client is. */
final class ForwardedFields {
  private ForwardedFields() {}

  /** A client outside must not be able to speak for somebody else: its own claims are replaced. */
  static Fields of(Client client, RequestHead request, Terms terms) {
    String from = client.peer().getAddress().getHostAddress();
    Fields fields =
        request
            .fields()
            .endToEnd()
            .replacing("Host", terms.host().orElse(request.authority()))
            .without("Forwarded")
            .replacing("X-Forwarded-For", from)
            .replacing("X-Forwarded-Host", request.authority())
            .replacing("X-Forwarded-Port", String.valueOf(client.local().getPort()))
            .replacing("X-Forwarded-Proto", client.scheme())
            .replacing("X-Forwarded-Scheme", client.scheme())
            .replacing("X-Scheme", client.scheme())
            .replacing("X-Real-IP", from);
    return request.isUpgrade()
        ? fields
            .with("Connection", "Upgrade")
            .with("Upgrade", request.fields().first("Upgrade").orElse(""))
        : fields;
  }
}
