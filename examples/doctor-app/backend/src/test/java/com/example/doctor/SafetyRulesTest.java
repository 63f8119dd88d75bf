package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.doctor.Briefing.Alert;
import com.example.doctor.Patient.Allergy;
import com.example.doctor.Patient.Measurement;
import com.example.doctor.Patient.Measurement.Kind;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetyRulesTest {
  @ParameterizedTest
  @CsvSource({
    "anticoagulant, nsaid, bleeding",
    "nsaid, anticoagulant, bleeding",
    "ace-inhibitor, potassium-sparing, hyperkalaemia",
    "beta-agonist, beta-blocker, opposes"
  })
  void interactionsAreFoundInEitherOrder(String first, String second, String word) {
    List<Alert> alerts = SafetyRules.check(TestPatients.taking(first, second));
    assertEquals(1, alerts.size());
    assertTrue(alerts.getFirst().text().contains(word), alerts.toString());
    assertEquals("high", alerts.getFirst().severity());
  }

  @Test
  void oneMedicineOfAPairRaisesNothing() {
    assertEquals(List.of(), SafetyRules.check(TestPatients.taking("anticoagulant", "statin")));
  }

  @Test
  void anAllergyMatchesTheGroupNotTheName() {
    Patient patient =
        TestPatients.with(
            List.of(new Allergy("Penicillin", "penicillin", "rash")), List.of(), "penicillin");
    assertEquals(
        List.of(
            new Alert(
                "high",
                "a medicine of penicillin is given despite an allergy to Penicillin (rash)")),
        SafetyRules.check(patient));
  }

  @ParameterizedTest
  @CsvSource({"44, 1", "45, 0", "90, 0"})
  void metforminIsReviewedBelowAFiltrationOf45(double filtration, int alerts) {
    Patient patient =
        TestPatients.with(
            List.of(),
            List.of(new Measurement(Kind.EGFR, filtration, LocalDate.parse("2026-10-01"))),
            "biguanide");
    assertEquals(alerts, SafetyRules.check(patient).size());
  }

  @Test
  void theNewestMeasurementCountsWhateverTheOrder() {
    Measurement old = new Measurement(Kind.EGFR, 40, LocalDate.parse("2025-01-01"));
    Measurement recent = new Measurement(Kind.EGFR, 70, LocalDate.parse("2026-01-01"));
    for (List<Measurement> order : List.of(List.of(old, recent), List.of(recent, old))) {
      Patient patient = TestPatients.with(List.of(), order, "biguanide");
      assertEquals(70, SafetyRules.latest(patient, Kind.EGFR).orElseThrow().value());
      assertEquals(List.of(), SafetyRules.check(patient));
    }
  }
}
