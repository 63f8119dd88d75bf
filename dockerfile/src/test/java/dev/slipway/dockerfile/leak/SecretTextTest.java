package dev.slipway.dockerfile.leak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.dockerfile.leak.Leak.Weight;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTextTest {
  private static final String KEY_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ";

  private static List<Leak> find(String text, KnownSecret... known) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new SecretText(List.of(known)).find("/f", bytes);
  }

  @Test
  void refusesPrivateKeysOfAnyKindWithTheirLine() {
    for (String kind : List.of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")) {
      assertThat(find("a\nb\n-----BEGIN " + kind + "PRIVATE KEY-----\n" + KEY_BODY + "\n"))
          .containsExactly(new Leak("/f", 3, "a private key", Weight.REFUSED));
    }
    assertThat(find("{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\n" + KEY_BODY + "\"}"))
        .hasSize(1);
    assertThat(
            find("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n" + KEY_BODY + "\n"))
        .hasSize(1);
  }

  @Test
  void leavesPublicKeysAndCodeThatKnowsTheFormAlone() {
    assertThat(find("-----BEGIN PUBLIC KEY-----\n" + KEY_BODY)).isEmpty();
    assertThat(find("-----BEGIN CERTIFICATE-----\n" + KEY_BODY)).isEmpty();
    assertThat(find("if (text.startsWith(\"-----BEGIN PRIVATE KEY-----\")) parse(text);"))
        .isEmpty();
  }

  @Test
  void tellsOfTokensInBundles() {
    assertThat(find("const k=\"AIza" + "SyA1234567890123456789012345678901x" + "\";"))
        .containsExactly(new Leak("/f", 1, "a Google API key", Weight.TOLD));
    assertThat(find("t:'ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8" + "'")).hasSize(1);
    assertThat(find("//registry.npmjs.org/:_authToken=npm1234567890abcdef")).hasSize(1);
    assertThat(find("xAKIAIOSFODNN7EXAMPLE AKIA123")).isEmpty();
  }

  @Test
  void findsValuesThatItWasToldOfAndNeverShowsThem() {
    var secret =
        new KnownSecret("the build secret tok", "s3cr3t-value-1".getBytes(StandardCharsets.UTF_8));
    List<Leak> found = find("x\nfetch('/?k=s3cr3t-value-1')", secret);

    assertThat(found).containsExactly(new Leak("/f", 2, "the build secret tok", Weight.TOLD));
    assertThat(found.toString() + secret).doesNotContain("s3cr3t");
  }

  @Test
  void takesValuesOfEnvironmentFilesWhoseNamesSoundSecret() {
    String text =
        """
        # comment
        export DB_PASSWORD="correct horse battery"
        VITE_API_KEY=public-on-purpose-1
        PORT=8000
        API_TOKEN=short
        """;
    assertThat(KnownSecret.ofEnvironmentFile(".env", text))
        .extracting(KnownSecret::name)
        .containsExactly("the value of DB_PASSWORD in .env");
  }

  @Test
  void refusesEnvironmentFilesWithValuesButNotTemplates() {
    byte[] text = "# x\n\nA=\nB=c\n".getBytes(StandardCharsets.UTF_8);
    for (String name : List.of(".env", ".env.local", ".env.production")) {
      assertThat(SecretFiles.environmentFile("/" + name, name, text))
          .get()
          .satisfies(leak -> {
            assertThat(leak.line()).isEqualTo(4);
            assertThat(leak.weight()).isEqualTo(Weight.REFUSED);
          });
    }
    for (String name :
        List.of(".env.example", ".env.sample", "example.env", ".env-dist", "app.js", ".envrc")) {
      assertThat(SecretFiles.environmentFile("/" + name, name, text)).isEmpty();
    }
    for (String harmless : List.of("# A=b\nC=\n", "VITE_API=https://x\nNEXT_PUBLIC_A=b\n")) {
      byte[] bytes = harmless.getBytes(StandardCharsets.UTF_8);
      assertThat(SecretFiles.environmentFile("/.env", ".env", bytes)).isEmpty();
    }
    byte[] mixed = "VITE_API=https://x\nKEY=v\n".getBytes(StandardCharsets.UTF_8);
    assertThat(SecretFiles.environmentFile("/.env", ".env", mixed))
        .get()
        .extracting(Leak::line)
        .isEqualTo(2);
  }

  /** Files as they lie in people's trees, with what is found in them; a dash for nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/app/.git/config | [remote]~ url = https://me:tok3n@h.dev/r.git | 2 a login of git",
        "/app/.git/config | [http]~ extraheader = AUTHORIZATION: basic eDp5 | 2 a login of git",
        "/app/.git/config | [remote]~ url = git@h.dev:r.git | -",
        "/app/.git/config | [remote]~ url = https://h.dev/a@b/r.git | -",
        "/root/.git-credentials | https://me:tok3n@h.dev | 1 a login of git",
        "/root/.netrc | machine h login me password x | 1 a login",
        "/root/.docker/config.json | {\"auths\":{\"h\":{\"auth\":\"bWU6eA==\"}}} | 1 a login of a registry",
        "/root/.docker/config.json | {\"credsStore\":\"desktop\",\"auths\":{\"h\":{}}} | -",
        "/root/.kube/config | users:~- user:~    token: abc | 3 a login of a cluster",
        "/root/.kube/config | users:~- user:~    exec: {command: x} | -",
        "/app/.npmrc | //r/:_authToken=${NPM_TOKEN} | -",
        "/app/.npmrc | //r/:_password=abc= | 1 an npm login",
        "/app/server.p12 | x | 1 a keystore",
        "/app/truststore.jks | x | -",
        "/root/.ssh/known_hosts | h ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI | -",
      })
  void findsLoginsByTheNamesOfFiles(String path, String text, String expected) {
    byte[] bytes = text.replace('~', '\n').getBytes(StandardCharsets.UTF_8);
    var found = new ArrayList<>(find(text.replace('~', '\n')));
    if (LoginFiles.contain(path)) {
      LoginFiles.login(path, bytes).ifPresent(found::add);
    }
    assertThat(found.isEmpty() ? "-" : found.getLast().line() + " " + found.getLast().what())
        .isEqualTo(expected);
  }

  @Test
  void refusesKeysInsideOfOtherForms() {
    String pem = "-----BEGIN RSA PRIVATE KEY-----\n" + KEY_BODY + "\n";
    String encoded = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    assertThat(find("users:\n- user:\n    client-key-data: " + encoded))
        .containsExactly(new Leak("/f", 3, "a private key", Weight.REFUSED));
    String certificate = "-----BEGIN CERTIFICATE-----\n" + KEY_BODY + "\n";
    assertThat(find(Base64.getEncoder().encodeToString(certificate.getBytes(UTF_8)))).isEmpty();
    assertThat(find("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n")).hasSize(1);
    assertThat(find("k: AKIAIOSFODNN7EXAMPLE")).isEmpty();
  }

  /** Wherever the parts are that a long file is read in. */
  @Test
  void findsInFilesOfAnySizeAndKind() throws IOException {
    byte[] key = ("-----BEGIN PRIVATE KEY-----\n" + KEY_BODY).getBytes(StandardCharsets.US_ASCII);
    var text = new SecretText(List.of(KnownSecret.ofBuild("id", "correct horse".getBytes(UTF_8))));
    for (int before : new int[] {0, 262_100, 262_143, 262_144, 262_543, 262_544, 900_000}) {
      byte[] file = new byte[before + key.length + 500_000];
      if (before > 0) {
        file[0] = '\n';
      }
      System.arraycopy(key, 0, file, before, key.length);
      System.arraycopy("correct horse".getBytes(UTF_8), 0, file, file.length - 13, 13);

      assertThat(text.find("/f", new ByteArrayInputStream(file)))
          .extracting(Leak::what, Leak::line)
          .containsExactly(
              tuple("a private key", before > 0 ? 2 : 1),
              tuple("the build secret id", before > 0 ? 3 : 2));
    }
    assertThat(text.find("/f", new ByteArrayInputStream(new byte[1 << 20]))).isEmpty();
  }

  @Test
  void keysThatLibrariesTestThemselvesWithAreToldOnly() throws IOException {
    byte[] library = ("\u007fELF\0\0-----BEGIN PRIVATE KEY-----\n" + KEY_BODY).getBytes(UTF_8);
    var text = new SecretText(List.of());

    assertThat(text.find("/f", library)).extracting(Leak::weight).containsExactly(Weight.TOLD);
    assertThat(text.find("/f", new ByteArrayInputStream(library)))
        .extracting(Leak::weight)
        .containsExactly(Weight.TOLD);
    // What was found of one file says nothing of the next.
    byte[] key = ("-----BEGIN PRIVATE KEY-----\n" + KEY_BODY).getBytes(UTF_8);
    assertThat(text.find("/f", new ByteArrayInputStream(key)))
        .extracting(Leak::weight)
        .containsExactly(Weight.REFUSED);
  }
}
