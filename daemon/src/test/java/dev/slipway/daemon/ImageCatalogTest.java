package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.http.Principal;
import dev.slipway.oci.BlobStore;
import dev.slipway.oci.Descriptor;
import dev.slipway.oci.ImageConfig;
import dev.slipway.oci.ImageManifest;
import dev.slipway.oci.ImageNames;
import dev.slipway.oci.ImageReference;
import dev.slipway.oci.MediaTypes;
import dev.slipway.oci.Platform;
import dev.slipway.oci.client.Credentials;
import dev.slipway.registry.Registry;
import dev.slipway.registry.RegistrySettings;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCatalogTest {
  private static final String HOST = "us-central1-docker.pkg.dev";

  @TempDir Path temporary;

  @Test
  void aPushMeansWhatWasBuiltLast() throws IOException {
    Clock clock = Clock.systemUTC();
    var blobs = new BlobStore(temporary.resolve("blobs"));
    try (var database =
        Database.open(temporary.resolve("test.db"), List.of(Journal.SCHEMA, Registry.schema()))) {
      var registry =
          new Registry(
              database,
              new Journal(database, clock),
              blobs,
              RegistrySettings.of("us-central1"),
              clock);
      var names = new ImageNames(temporary.resolve("names.json"));
      var catalog =
          new ImageCatalog(blobs, names, registry, Credentials.NONE, "127.0.0.1:1", Set.of(HOST));
      var name = ImageReference.parse(HOST + "/project/app/web:latest");

      Descriptor first = image(blobs, "first");
      names.put(name, first, clock.instant());
      catalog.push(first, name, new Principal("admin", Set.of()));
      assertThat(catalog.findToPush(name)).contains(first);

      Descriptor second = image(blobs, "second");
      names.put(name, second, clock.instant());
      assertThat(catalog.findToPush(name)).contains(second);
      // Who runs the name gets what was pushed.
      assertThat(catalog.find(name).map(Descriptor::digest)).contains(first.digest());
    }
  }

  private static Descriptor image(BlobStore blobs, String note) throws IOException {
    Descriptor config =
        blobs.put(MediaTypes.CONFIG, ImageConfig.scratch(Platform.host()).toBytes());
    var manifest = ImageManifest.of(config, List.of()).withAnnotations(Map.of("note", note));
    return blobs.put(MediaTypes.MANIFEST, manifest.toBytes());
  }
}
