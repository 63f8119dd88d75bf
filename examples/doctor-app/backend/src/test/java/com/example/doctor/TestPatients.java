package com.example.doctor;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Records and a clock that tests share. */
final class TestPatients {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
  static final LocalDate TODAY = LocalDate.now(CLOCK);

  private TestPatients() {}

  static Patient healthy(String id) {
    return new Patient(
        id,
        "Ada Example",
        LocalDate.parse("1990-11-24"),
        Patient.Sex.FEMALE,
        "a certificate",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static Patient taking(String... groups) {
    return with(List.of(), List.of(), groups);
  }

  static Patient with(
      List<Patient.Allergy> allergies, List<Patient.Measurement> measurements, String... groups) {
    return new Patient(
        "p-1",
        "Ada Example",
        LocalDate.parse("1990-11-24"),
        Patient.Sex.FEMALE,
        "a check",
        List.of(),
        List.of(groups).stream()
            .map(group -> new Patient.Medication("a medicine of " + group, "daily", group))
            .toList(),
        allergies,
        measurements,
        List.of());
  }
}
