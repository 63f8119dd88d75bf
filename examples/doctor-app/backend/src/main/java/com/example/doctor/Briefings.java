package com.example.doctor;

import com.example.doctor.Briefing.Source;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;

/** Writes briefings: by the model when there is one and it answers, else from the record alone. */
final class Briefings {
  private final Clock clock;
  private final Optional<LanguageModel> model;
  private final Log log;

  Briefings(Clock clock, Optional<LanguageModel> model, Log log) {
    this.clock = clock;
    this.model = model;
    this.log = log;
  }

  Briefing write(Patient patient) {
    Briefing facts =
        RecordBriefings.compose(
            patient, LocalDate.now(clock), "no language model is configured (CLAUDE_API_KEY)");
    return model.map(present -> ask(present, patient, facts)).orElse(facts);
  }

  private Briefing ask(LanguageModel present, Patient patient, Briefing facts) {
    try {
      return facts.withSummary(present.summarise(patient, facts), Source.ofModel(present.name()));
    } catch (LanguageModel.UnavailableException e) {
      log.warning(
          "briefing falls back to the record", "patient", patient.id(), "reason", e.getMessage());
      return facts.withSource(Source.ofRecord(e.getMessage()));
    }
  }
}
