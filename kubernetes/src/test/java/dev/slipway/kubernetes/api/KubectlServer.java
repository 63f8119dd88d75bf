package dev.slipway.kubernetes.api;

import dev.slipway.kubernetes.TestApi;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests with a real kubectl begin with: an API on TLS, of their own. */
abstract class KubectlServer {
  @TempDir Path directory;
  TestApi api;
  TestTls tls;

  @BeforeAll
  static void needKubectl() {
    Assumptions.assumeFalse(
        Kubectl.found().isEmpty(), "no kubectl found; install package kubernetes-client");
  }

  @BeforeEach
  void start() throws Exception {
    tls = TestTls.create(directory);
    api = TestApi.start(directory, new EchoNode(), Optional.of(tls.context()));
  }

  @AfterEach
  void stop() {
    api.close();
  }
}
