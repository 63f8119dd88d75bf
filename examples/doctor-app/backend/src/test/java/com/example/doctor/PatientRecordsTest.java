package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

final class PatientRecordsTest {
  private static final String ONE =
      """
      {"id": "p-1", "name": "A", "birthDate": "%s", "sex": "MALE", "reasonForVisit": "r",
       "conditions": [], "medications": [], "allergies": [], "measurements": [], "visits": []}
      """;

  @Test
  void theBundledRecordsKeepTheirOrder() {
    assertEquals(
        java.util.List.of("p-1001", "p-1002", "p-1003", "p-1004", "p-1005"),
        PatientRecords.bundled().all().stream().map(Patient::id).toList());
  }

  @Test
  void anIdUsedTwiceIsRefused() {
    String one = ONE.formatted("1990-01-01");
    String twice = "[" + one + "," + one + "]";
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> PatientRecords.read(new StringReader(twice)));
    assertTrue(refused.getMessage().contains("p-1"), refused.getMessage());
  }

  @Test
  void aWrongDateIsRefusedWithItsPlace() {
    String wrong = "[" + ONE.formatted("31.12.1990") + "]";
    JsonParseException refused =
        assertThrows(JsonParseException.class, () -> PatientRecords.read(new StringReader(wrong)));
    assertTrue(refused.getMessage().contains("$[0].birthDate"), refused.getMessage());
  }
}
