package dev.slipway.container.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.base.Command;
import dev.slipway.container.Cgroups;
import dev.slipway.container.ContainerMount;
import dev.slipway.container.ContainerSpec;
import dev.slipway.container.Exit;
import dev.slipway.container.ForegroundRuns;
import dev.slipway.container.HostRoot;
import dev.slipway.container.InstanceNames;
import dev.slipway.container.Privileged;
import dev.slipway.container.network.HostResolver;
import dev.slipway.container.network.Networks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCertificatesIT {
  @TempDir Path dir;

  @Test
  void findsWhatWasAddedAndOnlyThat() throws Exception {
    Path root = dir.resolve("host");
    Path shipped = Files.createDirectories(root.resolve("usr/share/ca-certificates/mozilla"));
    Path local = Files.createDirectories(root.resolve("usr/local/share/ca-certificates"));
    Path certs = Files.createDirectories(root.resolve("etc/ssl/certs"));
    String known = certificate("known");
    Files.writeString(shipped.resolve("known.crt"), known);
    Files.writeString(certs.resolve("ca-certificates.crt"), known);

    assertThat(HostCertificates.prepare(dir.resolve("out"), Map.of(), root))
        .isEqualTo(HostAdditions.none());

    String added = certificate("added");
    String viaVariable = certificate("via-variable");
    Files.writeString(local.resolve("added.crt"), added);
    Files.writeString(certs.resolve("ca-certificates.crt"), known + "noise\n" + added);
    Files.writeString(root.resolve("extra.pem"), known + viaVariable);
    HostAdditions additions =
        HostCertificates.prepare(
            dir.resolve("out"), Map.of("NODE_EXTRA_CA_CERTS", "/extra.pem"), root);

    assertThat(CertificateFiles.read(dir.resolve("out/added.pem")))
        .extracting(c -> c.getSubjectX500Principal().getName())
        .containsExactly("CN=added", "CN=via-variable");
    assertThat(CertificateFiles.read(dir.resolve("out/ca-bundle.pem"))).hasSize(3);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(dir.resolve("out/cacerts.p12"))) {
      store.load(bytes, "changeit".toCharArray());
    }
    assertThat(store.size()).isEqualTo(3);
    assertThat(additions.environment())
        .containsEntry("NODE_EXTRA_CA_CERTS", "/run/slipway/trust/added.pem")
        .containsEntry("SSL_CERT_FILE", "/run/slipway/trust/ca-bundle.pem");
  }

  @Test
  void looksAgainOnlyWhenTheHostsFilesChanged() throws Exception {
    Path root = dir.resolve("host");
    Path local = Files.createDirectories(root.resolve("usr/local/share/ca-certificates"));
    Path out = dir.resolve("out");
    Files.writeString(local.resolve("one.crt"), certificate("one"));
    HostAdditions first = HostCertificates.prepare(out, Map.of(), root);
    Object written = Files.getLastModifiedTime(out.resolve("cacerts.p12"));

    assertThat(HostCertificates.prepare(out, Map.of(), root)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(out.resolve("cacerts.p12"))).isEqualTo(written);

    Files.writeString(local.resolve("two.crt"), certificate("two"));
    assertThat(HostCertificates.prepare(out, Map.of(), root)).isEqualTo(first);
    assertThat(CertificateFiles.read(out.resolve("added.pem"))).hasSize(2);

    Files.delete(local.resolve("one.crt"));
    Files.delete(local.resolve("two.crt"));
    assertThat(HostCertificates.prepare(out, Map.of(), root)).isEqualTo(HostAdditions.none());
    assertThat(HostCertificates.prepare(out, Map.of(), root)).isEqualTo(HostAdditions.none());
  }

  /** The clients must get to their registries from a container as they do on the host. */
  @Test
  void packageClientsReachTheirRegistries() throws Exception {
    Privileged.assume();
    Assumptions.assumeTrue(Command.exists("npm") && Command.exists("mvn"), "needs npm and mvn");
    Assumptions.assumeTrue(
        Command.of("npm", "view", "left-pad", "version").run().succeeded(), "needs the internet");

    assertThat(run("npm view left-pad version 2>&1")).contains("1.3.0");
    // A parent that is a list of versions: one file to fetch, and nothing to run.
    assertThat(
            run(
                "mkdir -p /root/project && cd /root/project && printf '%s' '"
                    + "<project><modelVersion>4.0.0</modelVersion><parent>"
                    + "<groupId>org.junit</groupId><artifactId>junit-bom</artifactId>"
                    + "<version>5.10.2</version><relativePath/></parent>"
                    + "<artifactId>a</artifactId><packaging>pom</packaging></project>' > pom.xml"
                    + " && mvn -q -B -ntp validate 2>&1"
                    + " && ls /root/.m2/repository/org/junit/junit-bom/5.10.2"))
        .contains("junit-bom-5.10.2.pom");
    assertThat(run("curl -sS -o /dev/null -w '%{http_code}' $(npm config get registry)left-pad"))
        .endsWith("200");
  }

  private String run(String script) throws Exception {
    InstanceNames names = InstanceNames.of(dir);
    Cgroups cgroups = Cgroups.probe(names);
    Networks networks = Networks.open(names, dir.resolve("network"));
    try {
      Path root = dir.toRealPath().resolve("root");
      if (!Files.exists(root)) {
        HostRoot.fill(root);
      }
      HostAdditions additions =
          HostCertificates.prepare(dir.toRealPath().resolve("trust"), System.getenv())
              .and(HostReach.of(System.getenv(), Path.of(System.getenv("HOME"))));
      ContainerSpec spec =
          additions.addTo(spec(root, script).withNetwork(networks.create("run").mode()));
      var output = new ByteArrayOutputStream();
      Exit exit =
          ForegroundRuns.open(dir.resolve("runs"), cgroups)
              .start(spec, (stream, bytes) -> output.writeBytes(bytes))
              .await();
      String text = output.toString(StandardCharsets.UTF_8);
      assertThat(exit).as(text).isEqualTo(new Exit(0, Exit.Cause.ENDED));
      return text;
    } finally {
      networks.removeAll();
      cgroups.removeAll();
    }
  }

  private ContainerSpec spec(Path root, String script) throws IOException {
    Path resolv = dir.resolve("resolv.conf");
    Files.writeString(resolv, HostResolver.read().reachable().text());
    // The host's own trust store must not help: only what is handed over counts. Programs and
    // their links to /etc come from the host.
    ContainerSpec shell = HostRoot.shell(root, "run", script);
    var environment = new LinkedHashMap<>(shell.environment());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("HOME", "/root");
    return shell
        .withEnvironment(environment)
        .mounting(
            List.of(
                ContainerMount.bindReadOnly(resolv, Path.of("/etc/resolv.conf")),
                ContainerMount.bindReadOnly(
                    Path.of("/etc/alternatives"), Path.of("/etc/alternatives")),
                ContainerMount.bindReadOnly(Path.of("/etc/maven"), Path.of("/etc/maven"))));
  }

  private String certificate(String name) throws IOException {
    Path file = dir.resolve(name + ".pem");
    Command.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=" + name,
            "-keyout",
            dir.resolve("key").toString(),
            "-out",
            file.toString())
        .run()
        .orThrow("make a certificate");
    return Files.readString(file);
  }
}
