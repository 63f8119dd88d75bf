package com.example.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.doctor.Briefing.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordBriefingsTest {
  @Test
  void anEmptyRecordSaysSoInEverySection() {
    Briefing briefing =
        RecordBriefings.compose(TestPatients.healthy("p-1"), TestPatients.TODAY, "a reason");
    assertEquals(
        "Ada Example, 35 years, female. Comes for: a certificate. Known: no known conditions. "
            + "No safety alerts.",
        briefing.summary());
    assertEquals(new Briefing.Source("record", "a reason", null), briefing.source());
    for (Section section : briefing.sections()) {
      assertEquals(List.of("none recorded"), section.items(), section.title());
    }
  }

  @Test
  void aBundledRecordReadsAsExpected() {
    Patient patient = PatientRecords.bundled().find("p-1001").orElseThrow();
    Briefing briefing = RecordBriefings.compose(patient, TestPatients.TODAY, "a reason");
    assertEquals(
        "Margarete Olsen, 75 years, female. Comes for: shortness of breath on stairs since two "
            + "weeks. Known: atrial fibrillation, type 2 diabetes, hypertension. 2 safety alerts.",
        briefing.summary());
    assertEquals(
        List.of(
            new Briefing.Alert("high", "bleeding risk: anticoagulant with NSAID"),
            new Briefing.Alert("medium", "review the metformin dose: eGFR was 41 on 2026-10-12")),
        briefing.alerts());
    assertEquals(
        List.of(
            "Systolic blood pressure 152 mmHg (high, 2026-11-02)",
            "Diastolic blood pressure 88 mmHg (normal, 2026-11-02)",
            "Heart rate 96 /min (normal, 2026-11-02)",
            "HbA1c 7.8 % (high, 2026-10-12)",
            "eGFR 41 mL/min/1.73 m² (low, 2026-10-12)"),
        section(briefing, "Latest measurements"));
    assertEquals(3, section(briefing, "Last visits").size());
  }

  @Test
  void theSameRecordAndDayGiveTheSameBriefing() {
    for (Patient patient : PatientRecords.bundled().all()) {
      assertEquals(
          RecordBriefings.compose(patient, TestPatients.TODAY, "a reason"),
          RecordBriefings.compose(patient, TestPatients.TODAY, "a reason"));
    }
  }

  private static List<String> section(Briefing briefing, String title) {
    return briefing.sections().stream()
        .filter(section -> section.title().equals(title))
        .findFirst()
        .orElseThrow()
        .items();
  }
}
