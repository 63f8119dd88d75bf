package com.example.doctor;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;

/** One patient's record, as far as a briefing needs it. */
record Patient(
    String id,
    String name,
    LocalDate birthDate,
    Sex sex,
    String reasonForVisit,
    List<String> conditions,
    List<Medication> medications,
    List<Allergy> allergies,
    List<Measurement> measurements,
    List<Visit> visits) {

  Patient {
    conditions = List.copyOf(conditions);
    medications = List.copyOf(medications);
    allergies = List.copyOf(allergies);
    measurements = List.copyOf(measurements);
    visits = List.copyOf(visits);
  }

  enum Sex {
    FEMALE,
    MALE,
    OTHER
  }

  /** A medicine in use; {@code group} is the pharmacological group the safety rules speak of. */
  record Medication(String name, String dose, String group) {}

  record Allergy(String substance, String group, String reaction) {}

  record Measurement(Kind kind, double value, LocalDate date) {

    /**
     * What was measured, with the unit its value is given in and the range that needs no remark.
     */
    enum Kind {
      SYSTOLIC("Systolic blood pressure", "mmHg", 90, 139),
      DIASTOLIC("Diastolic blood pressure", "mmHg", 50, 89),
      HEART_RATE("Heart rate", "/min", 50, 100),
      HBA1C("HbA1c", "%", 4, 6.9),
      EGFR("eGFR", "mL/min/1.73 m²", 60, 150),
      POTASSIUM("Potassium", "mmol/L", 3.5, 5.1),
      WEIGHT("Weight", "kg", 40, 130),
      PEAK_FLOW("Peak flow", "L/min", 350, 700);

      final String label;
      final String unit;
      private final double low;
      private final double high;

      Kind(String label, String unit, double low, double high) {
        this.label = label;
        this.unit = unit;
        this.low = low;
        this.high = high;
      }

      String judge(double value) {
        return value < low ? "low" : value > high ? "high" : "normal";
      }
    }
  }

  record Visit(LocalDate date, String summary) {}

  int ageOn(LocalDate day) {
    return Period.between(birthDate, day).getYears();
  }
}
