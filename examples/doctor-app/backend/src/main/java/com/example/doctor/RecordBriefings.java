package com.example.doctor;

import com.example.doctor.Briefing.Section;
import com.example.doctor.Briefing.Source;
import com.example.doctor.Patient.Measurement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Composes a briefing from the record alone: no network, the same words for the same record and
 * day.
 */
final class RecordBriefings {
  private static final int VISITS_SHOWN = 3;

  private RecordBriefings() {}

  static Briefing compose(Patient patient, LocalDate today, String reason) {
    List<Briefing.Alert> alerts = SafetyRules.check(patient);
    return new Briefing(
        patient.id(),
        today,
        Source.ofRecord(reason),
        summary(patient, today, alerts.size()),
        alerts,
        sections(patient));
  }

  private static String summary(Patient patient, LocalDate today, int alerts) {
    String known =
        patient.conditions().isEmpty()
            ? "no known conditions"
            : String.join(", ", patient.conditions());
    return "%s, %d years, %s. Comes for: %s. Known: %s. %s"
        .formatted(
            patient.name(),
            patient.ageOn(today),
            patient.sex().name().toLowerCase(Locale.ROOT),
            patient.reasonForVisit(),
            known,
            switch (alerts) {
              case 0 -> "No safety alerts.";
              case 1 -> "1 safety alert.";
              default -> alerts + " safety alerts.";
            });
  }

  private static List<Section> sections(Patient patient) {
    List<Section> sections = new ArrayList<>();
    add(sections, "Medication", medications(patient));
    add(sections, "Allergies", allergies(patient));
    add(sections, "Latest measurements", measurements(patient));
    add(sections, "Last visits", visits(patient));
    return sections;
  }

  private static void add(List<Section> sections, String title, List<String> items) {
    sections.add(new Section(title, items.isEmpty() ? List.of("none recorded") : items));
  }

  private static List<String> medications(Patient patient) {
    return patient.medications().stream().map(m -> m.name() + ", " + m.dose()).toList();
  }

  private static List<String> allergies(Patient patient) {
    return patient.allergies().stream().map(a -> a.substance() + ": " + a.reaction()).toList();
  }

  private static List<String> measurements(Patient patient) {
    List<String> lines = new ArrayList<>();
    for (Measurement.Kind kind : Measurement.Kind.values()) {
      SafetyRules.latest(patient, kind).map(RecordBriefings::line).ifPresent(lines::add);
    }
    return lines;
  }

  private static String line(Measurement latest) {
    Measurement.Kind kind = latest.kind();
    return "%s %s %s (%s, %s)"
        .formatted(
            kind.label,
            Figures.plain(latest.value()),
            kind.unit,
            kind.judge(latest.value()),
            latest.date());
  }

  private static List<String> visits(Patient patient) {
    return patient.visits().stream()
        .sorted(Comparator.comparing(Patient.Visit::date).reversed())
        .limit(VISITS_SHOWN)
        .map(visit -> visit.date() + ": " + visit.summary())
        .toList();
  }
}
