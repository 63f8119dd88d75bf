package dev.slipway.dockerfile.base;

import dev.slipway.base.SlipwayException;
import dev.slipway.base.WebProxies;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Credentials;
import dev.slipway.oci.client.Endpoints;
import dev.slipway.oci.client.RegistryClient;
import dev.slipway.oci.client.RegistryException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Images pulled from the registry that their name says. A registry that cannot be reached is not
 * asked again for some minutes, so that only the first build waits for it.
 */
public final class RegistryImages implements ImageSource {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  private final RegistryClient client;
  private final Endpoints endpoints;
  private final ImageNames names;
  private final Clock clock;
  private final Map<String, Outage> outages = new ConcurrentHashMap<>();

  private record Outage(String reason, Instant until) {}

  public RegistryImages(
      BlobStore blobs,
      Credentials credentials,
      Endpoints endpoints,
      ImageNames names,
      Clock clock) {
    this.client = new RegistryClient(blobs, credentials, endpoints);
    this.endpoints = endpoints;
    this.names = names;
    this.clock = clock;
  }

  @Override
  public Answer look(BaseImages.Request request, String reasons) {
    URI endpoint = endpoints.find(request.reference().host());
    String host = endpoint.getAuthority();
    Outage outage = outages.get(host);
    if (outage != null && clock.instant().isBefore(outage.until())) {
      return new Answer.Missing(outage.reason());
    }
    Optional<String> problem = unreachable(endpoint);
    if (problem.isPresent()) {
      return remembered(host, problem.get());
    }
    outages.remove(host);
    return pull(request, host);
  }

  private Answer pull(BaseImages.Request request, String host) {
    try {
      Descriptor manifest = client.pull(request.reference(), Platform.host());
      if (request.reference().digest().isEmpty()) {
        names.put(request.reference(), manifest, clock.instant());
      }
      return new Answer.Found(manifest, Optional.empty());
    } catch (RegistryException e) {
      return switch (e.reason()) {
        case UNREACHABLE -> remembered(host, host + " is not reachable: " + e.getMessage());
        case NOT_FOUND, DENIED, FAILED -> new Answer.Missing(String.valueOf(e.getMessage()));
      };
    } catch (IOException e) {
      throw new SlipwayException(
          "could not pull " + request.reference() + ": " + String.valueOf(e.getMessage()).strip(),
          e);
    }
  }

  private Answer remembered(String host, String reason) {
    outages.put(host, new Outage(reason, clock.instant().plus(REMEMBERED)));
    return new Answer.Missing(reason);
  }

  /** A proxy on the way is what must be there: it looks up names of its own. */
  private static Optional<String> unreachable(URI endpoint) {
    String host = endpoint.getHost();
    InetSocketAddress address = address(endpoint);
    if (address.isUnresolved()) {
      String name = address.getHostString();
      String whose = name.equals(host) ? "its name" : "the name of its proxy, " + name + ",";
      return Optional.of(host + " is not reachable: " + whose + " does not resolve");
    }
    try (var socket = new Socket()) {
      socket.connect(address, (int) CONNECT.toMillis());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(host + " is not reachable: " + e.getMessage());
    }
  }

  private static InetSocketAddress address(URI endpoint) {
    Proxy proxy = WebProxies.ofProcess().select(endpoint).getFirst();
    if (proxy.address() instanceof InetSocketAddress at) {
      return at;
    }
    boolean tls = endpoint.getScheme().equals("https");
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : tls ? 443 : 80;
    return new InetSocketAddress(endpoint.getHost(), port);
  }
}
