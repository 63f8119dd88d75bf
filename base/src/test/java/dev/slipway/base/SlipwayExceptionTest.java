package dev.slipway.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class SlipwayExceptionTest {
  @Test
  void saysWhatIsBehindAFailure() {
    var full = new IOException("no space left");
    assertThat(SlipwayException.said(new UncheckedIOException("reading a", full)))
        .isEqualTo("reading a: no space left");
    assertThat(SlipwayException.said(new UncheckedIOException(full)))
        .isEqualTo("java.io.IOException: no space left");
    assertThat(SlipwayException.said(new SlipwayException("it is down", full)))
        .isEqualTo("it is down");
  }
}
