package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import dev.slipway.http.Authorizer;
import dev.slipway.http.HttpException;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
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
import dev.slipway.registry.RegistryAccess;
import dev.slipway.registry.RegistrySettings;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.RegistryLogin;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, pushes and their rights; builds are tested with the product as a whole. */
class JobImageWorkshopTest {
  private static final String HOST = "us-central1-docker.pkg.dev";
  private static final String TARGET = HOST + "/p/doctor-app/backend:1";

  @TempDir Path temporary;

  private Database database;
  private Registry registry;
  private ImageNames global;
  private JobImageNames names;
  private JobImageWorkshop images;

  @BeforeEach
  void prepare() throws IOException {
    Clock clock = Clock.systemUTC();
    var blobs = new BlobStore(temporary.resolve("blobs"));
    database =
        Database.open(temporary.resolve("test.db"), List.of(Journal.SCHEMA, Registry.schema()));
    registry =
        new Registry(
            database,
            new Journal(database, clock),
            blobs,
            RegistrySettings.of("us-central1"),
            clock);
    global = new ImageNames(temporary.resolve("names.json"));
    var catalog =
        new ImageCatalog(
            blobs, global, registry, Credentials.NONE, "127.0.0.1:1", Set.of(HOST, "127.0.0.1:1"));
    names = new JobImageNames(global, clock);
    var access = new RegistryAccess(JobImageWorkshopTest::decide, registry);
    images =
        new JobImageWorkshop(
            (request, listener) -> {
              throw new SlipwayException("nothing is built here");
            },
            blobs,
            names,
            new JobRegistry(blobs, registry, access, catalog, JobImageWorkshopTest::who),
            (name, reader) -> Optional.empty());
    names.put(job("a").name(), JobImageNames.parse("backend:1"), image(blobs));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Descriptor image(BlobStore blobs) throws IOException {
    Descriptor config =
        blobs.put(MediaTypes.CONFIG, ImageConfig.scratch(Platform.host()).toBytes());
    return blobs.put(MediaTypes.MANIFEST, ImageManifest.of(config, List.of()).toBytes());
  }

  /** The password is the name. */
  private static Principal who(Request request) {
    String header = request.header("Authorization").orElse("").replaceFirst("^Basic ", "");
    String pair = new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8);
    String name = pair.substring(pair.indexOf(':') + 1);
    if (name.equals("expired")) {
      throw new HttpException(401, "the token is unknown, expired or revoked");
    }
    return new Principal(name, Set.of());
  }

  private static Authorizer.Decision decide(Principal principal, Permission permission) {
    return principal.name().equals("writer")
        ? new Authorizer.Decision.Allowed("test")
        : new Authorizer.Decision.Denied(
            "Permission \"" + permission.action() + "\" denied on " + permission.resource());
  }

  private static JobDescriptor job(String id) {
    return new JobDescriptor(
        "acme/doctor",
        "7",
        "12",
        3,
        1,
        id,
        id,
        "CD",
        "cd.yaml",
        "0123456789012345678901234567890123456789",
        "refs/heads/main",
        "",
        "",
        "push",
        "octocat",
        Optional.empty(),
        Map.of(),
        JobDescriptor.Trust.TRUSTED);
  }

  private static Optional<RegistryLogin> login(String name) {
    return Optional.of(new RegistryLogin(HOST, "oauth2accesstoken", name));
  }

  @Test
  void aPushActsAsTheHolderOfTheToken() {
    images.tag(job("a"), "backend:1", TARGET);
    var lines = new ArrayList<String>();
    var moved = images.push(job("a"), TARGET, login("writer"), lines::add);

    assertThat(registry.digest("p/doctor-app/backend", "1"))
        .hasValueSatisfying(d -> assertThat(d.toString()).isEqualTo(moved.digest()));
    assertThat(registry.history("p/doctor-app/backend", "1", 5).getFirst().toString())
        .contains("writer");
    assertThat(lines.getFirst())
        .isEqualTo("The push refers to repository [" + HOST + "/p/doctor-app/backend]");
    assertThat(lines.getLast())
        .isEqualTo("1: digest: " + moved.digest() + " size: " + moved.size());
  }

  @Test
  void withoutTheRightNothingIsPushed() {
    images.tag(job("a"), "backend:1", TARGET);
    assertThatThrownBy(() -> images.push(job("a"), TARGET, Optional.empty(), line -> {}))
        .hasMessageStartingWith("denied: Unauthenticated request.");
    assertThatThrownBy(() -> images.push(job("a"), TARGET, login("reader"), line -> {}))
        .hasMessageStartingWith(
            "denied: Permission \"artifactregistry.repositories.uploadArtifacts\" denied");
    assertThatThrownBy(() -> images.push(job("a"), TARGET, login("expired"), line -> {}))
        .hasMessageStartingWith("unauthorized: the token is unknown");
    assertThat(registry.names()).isEmpty();
  }

  @Test
  void namesAreTheJobsOwnAndEndWithIt() {
    assertThat(images.find(job("b"), "backend:1")).isEmpty();
    assertThatThrownBy(() -> images.tag(job("b"), "backend:1", "x:1"))
        .hasMessage("No such image: backend:1");
    images.tag(job("a"), "backend:1", "backend:pr-");
    assertThat(images.list(job("a")).stream().map(i -> i.name()))
        .containsExactlyInAnyOrder("backend:1", "backend:pr-");
    String id = images.find(job("a"), "backend:1").orElseThrow().imageId();
    assertThat(images.find(job("a"), id.substring("sha256:".length(), 20)).orElseThrow().names())
        .contains("backend:pr-");
    assertThatThrownBy(() -> images.tag(job("a"), "backend:1", "backend:"))
        .hasMessageContaining("invalid reference format");

    images.end(job("a"));
    assertThat(images.list(job("a"))).isEmpty();
    assertThat(global.list()).isEmpty();
  }

  @Test
  void leftoversOfAKilledProcessGoAtTheNextStart() {
    assertThat(global.list()).hasSize(1);
    var again = new JobImageNames(global, Clock.systemUTC());
    assertThat(again.list(job("a").name())).isEmpty();
    assertThat(global.list()).isEmpty();
    assertThat(JobImageNames.internal("x", ImageReference.parse("backend:1")).host())
        .isEqualTo(JobImageNames.HOST);
  }

  @Test
  void savingWritesWhatDockerLoads() throws IOException {
    var out = new ByteArrayOutputStream();
    images.save(job("a"), List.of("backend:1"), out);
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .contains("manifest.json")
        .contains("\"RepoTags\":[\"backend:1\"]");
  }
}
