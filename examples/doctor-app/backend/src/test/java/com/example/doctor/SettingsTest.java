package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @Test
  void everythingHasADefaultAndNoneNeedsTheNetwork() {
    Settings settings = Settings.from(Map.of());
    assertEquals(8000, settings.port());
    assertEquals(Optional.empty(), settings.model());
    assertEquals(new Settings.Shutdown(Duration.ZERO, Duration.ofSeconds(20)), settings.shutdown());
  }

  @Test
  void anEmptyKeyIsNoKey() {
    assertEquals(Optional.empty(), Settings.from(Map.of("CLAUDE_API_KEY", " ")).model());
  }

  @Test
  void aKeyConfiguresTheModelAndIsNeverPrinted() {
    Settings settings = Settings.from(Map.of("CLAUDE_API_KEY", "key-of-this-test"));
    assertEquals("https://api.anthropic.com", settings.model().orElseThrow().endpoint().toString());
    assertFalse(settings.toString().contains("key-of-this-test"), settings.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, http",
    "PORT, 65536",
    "PORT, -1",
    "SHUTDOWN_GRACE_SECONDS, 1.5",
    "CLAUDE_API_URL, ftp://example.com",
    "CLAUDE_API_URL, not an address"
  })
  void aWrongValueIsRefusedByName(String variable, String value) {
    Map<String, String> environment = Map.of("CLAUDE_API_KEY", "key-of-this-test", variable, value);
    Settings.InvalidException refused =
        assertThrows(Settings.InvalidException.class, () -> Settings.from(environment));
    assertTrue(refused.getMessage().startsWith(variable + " is"), refused.getMessage());
  }
}
