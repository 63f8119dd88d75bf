package com.example.doctor;

import java.time.LocalDate;
import java.util.List;

/**
 * What a doctor reads before seeing a patient. Alerts and sections always come from the record by
 * fixed rules; only the summary may have been written by a language model, and {@code source} says
 * which it was and why.
 */
record Briefing(
    String patientId,
    LocalDate date,
    Source source,
    String summary,
    List<Alert> alerts,
    List<Section> sections) {

  Briefing {
    alerts = List.copyOf(alerts);
    sections = List.copyOf(sections);
  }

  /**
   * Who wrote the summary.
   *
   * @param kind {@code record} (fixed rules) or {@code model}
   * @param reason why this source was used, for the reader
   * @param model the model's name; null unless a model wrote the summary
   */
  record Source(String kind, String reason, String model) {
    static Source ofRecord(String reason) {
      return new Source("record", reason, null);
    }

    static Source ofModel(String model) {
      return new Source("model", "a language model is configured", model);
    }
  }

  record Alert(String severity, String text) {}

  record Section(String title, List<String> items) {
    Section {
      items = List.copyOf(items);
    }
  }

  Briefing withSummary(String newSummary, Source newSource) {
    return new Briefing(patientId, date, newSource, newSummary, alerts, sections);
  }

  Briefing withSource(Source newSource) {
    return new Briefing(patientId, date, newSource, summary, alerts, sections);
  }
}
