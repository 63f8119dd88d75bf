package dev.slipway.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedPathTest {
  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "/a/b/, /a/b/",
    "//a///b, /a/b",
    "/public/../admin, /admin",
    "/public/%2e%2E/admin, /admin",
    "/public/%2e%2e%2fadmin, /admin",
    "/a/./b/., /a/b/",
    "/a/b/.., /a/",
    "/a/.., /",
    "/100%, /100%",
    "/a%zz, /a%zz",
    "/%61, /a",
    "*, *"
  })
  void isWhatServersMakeOfIt(String asked, String served) throws Exception {
    assertThat(ServedPath.of(asked)).isEqualTo(served);
  }
}
