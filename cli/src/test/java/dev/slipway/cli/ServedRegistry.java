package dev.slipway.cli;

import dev.slipway.base.Json;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpListener;
import dev.slipway.http.Principal;
import dev.slipway.http.Response;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.Digest;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.MediaTypes;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistrySettings;
import dev.slipway.registry.api.RegistryApiRoutes;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A registry with Slipway's API, where the command line looks for an instance. */
final class ServedRegistry implements AutoCloseable {
  static final Principal ANN = new Principal("ann", Set.of());

  private final BlobStore blobs;
  private final Database database;
  private final HttpListener listener;
  final Registry registry;

  /** What no clean-up may remove, with reasons. */
  final Map<Digest, String> uses = new ConcurrentHashMap<>();

  private ServedRegistry(Path data) throws IOException {
    blobs = new BlobStore(data.resolve("blobs"));
    database =
        Database.open(data.resolve("slipway.db"), List.of(Journal.SCHEMA, Registry.schema()));
    Clock clock = Clock.systemUTC();
    var settings = RegistrySettings.of("here");
    registry = new Registry(database, new Journal(database, clock), blobs, settings, clock);
    Authorizer everything = (who, permission) -> new Authorizer.Decision.Allowed("test");
    listener =
        HttpListener.start(
            new HttpListener.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty()),
            request -> ANN,
            everything,
            List.of(
                RegistryApiRoutes.routeSet(
                    registry,
                    everything,
                    () -> uses,
                    (request, status, failure) ->
                        Response.json(
                            status, Map.of("detail", String.valueOf(failure.getMessage()))))));
  }

  static ServedRegistry start(Path data) throws IOException {
    var served = new ServedRegistry(data);
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    var ready =
        Json.MAPPER
            .createObjectNode()
            .put("pid", String.valueOf(ProcessHandle.current().pid()))
            .put("started", started)
            .put("url", "http://127.0.0.1:" + served.listener.address().getPort());
    Files.createDirectories(data.resolve("run"));
    Files.write(data.resolve("run/daemon.json"), Json.bytes(ready));
    Files.writeString(data.resolve("admin.token"), "any");
    return served;
  }

  /** Puts a small image under a name and tag; other content makes another image. */
  Digest push(String name, String tag, String content) throws IOException {
    Descriptor config = blobs.put(MediaTypes.CONFIG, "{}".getBytes(StandardCharsets.UTF_8));
    Descriptor layer = blobs.put(MediaTypes.LAYER, content.getBytes(StandardCharsets.UTF_8));
    Descriptor image =
        blobs.put(MediaTypes.MANIFEST, ImageManifest.of(config, List.of(layer)).toBytes());
    registry.put(name, tag, image, ANN);
    return image.digest();
  }

  @Override
  public void close() {
    listener.close();
    database.close();
  }
}
