package com.example.doctor;

import com.example.doctor.Briefing.Alert;
import com.example.doctor.Patient.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Fixed checks over a record: the same record always raises the same alerts, in the same order. */
final class SafetyRules {
  private record Interaction(String first, String second, String text) {}

  private static final List<Interaction> INTERACTIONS =
      List.of(
          new Interaction("anticoagulant", "nsaid", "bleeding risk: anticoagulant with NSAID"),
          new Interaction(
              "ace-inhibitor",
              "potassium-sparing",
              "hyperkalaemia risk: ACE inhibitor with a potassium-sparing diuretic"),
          new Interaction("beta-blocker", "beta-agonist", "beta blocker opposes the beta agonist"));

  private SafetyRules() {}

  static List<Alert> check(Patient patient) {
    List<Alert> alerts = new ArrayList<>();
    allergies(patient, alerts);
    interactions(patient, alerts);
    kidneys(patient, alerts);
    return alerts;
  }

  private static void allergies(Patient patient, List<Alert> alerts) {
    for (Patient.Allergy allergy : patient.allergies()) {
      for (Patient.Medication medication : patient.medications()) {
        if (medication.group().equals(allergy.group())) {
          alerts.add(
              new Alert(
                  "high",
                  "%s is given despite an allergy to %s (%s)"
                      .formatted(medication.name(), allergy.substance(), allergy.reaction())));
        }
      }
    }
  }

  private static void interactions(Patient patient, List<Alert> alerts) {
    Set<String> groups =
        patient.medications().stream()
            .map(Patient.Medication::group)
            .collect(Collectors.toUnmodifiableSet());
    for (Interaction rule : INTERACTIONS) {
      if (groups.contains(rule.first()) && groups.contains(rule.second())) {
        alerts.add(new Alert("high", rule.text()));
      }
    }
  }

  private static void kidneys(Patient patient, List<Alert> alerts) {
    Optional<Measurement> filtration = latest(patient, Measurement.Kind.EGFR);
    boolean metformin = patient.medications().stream().anyMatch(m -> m.group().equals("biguanide"));
    if (metformin && filtration.isPresent() && filtration.get().value() < 45) {
      alerts.add(
          new Alert(
              "medium",
              "review the metformin dose: eGFR was %s on %s"
                  .formatted(Figures.plain(filtration.get().value()), filtration.get().date())));
    }
  }

  /** The newest measurement of a kind; of two on one day the later in the record. */
  static Optional<Measurement> latest(Patient patient, Measurement.Kind kind) {
    return patient.measurements().stream()
        .filter(measurement -> measurement.kind() == kind)
        .reduce((a, b) -> Comparator.comparing(Measurement::date).compare(a, b) > 0 ? a : b);
  }
}
