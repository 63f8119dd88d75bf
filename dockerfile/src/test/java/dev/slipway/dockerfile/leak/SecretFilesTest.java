package dev.slipway.dockerfile.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretFilesTest {
  @Test
  void leavesOtherPeoplesFilesAlone() {
    for (String directory :
        List.of("/app/node_modules", "/app/vendor/github.com/x", "/app/vendor/firebase/php-jwt")) {
      assertThat(SecretFiles.isVendored(directory)).as(directory).isTrue();
    }
    for (String directory :
        List.of("/app", "/app/vendor", "/app/vendor/certificates", "/app/vendors/a/b")) {
      assertThat(SecretFiles.isVendored(directory)).as(directory).isFalse();
    }
  }
}
