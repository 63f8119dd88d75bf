package com.example.doctor;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * The routes, without HTTP around them. Each is served both at the root and under {@code /api}: an
 * Ingress sends {@code /api/…} here, and not every Ingress (GKE's for one) can rewrite paths.
 *
 * <pre>
 * GET /health                  200, or 503 while stopping
 * GET /patients                every patient, short
 * GET /patients/{id}           one record
 * GET /patients/{id}/briefing  what to know before seeing the patient
 * </pre>
 */
final class Api {
  private record Health(String status, String version, String commit) {}

  private record PatientList(List<PatientEntry> patients) {}

  private record PatientEntry(String id, String name, int age, String sex, String reasonForVisit) {}

  private final PatientRecords records;
  private final Briefings briefings;
  private final Settings.Build build;
  private final Clock clock;
  private final BooleanSupplier stopping;

  Api(
      PatientRecords records,
      Briefings briefings,
      Settings.Build build,
      Clock clock,
      BooleanSupplier stopping) {
    this.records = records;
    this.briefings = briefings;
    this.build = build;
    this.clock = clock;
    this.stopping = stopping;
  }

  /** Answers a GET (or HEAD) of a decoded path. */
  Reply get(String path) {
    String[] parts = withoutPrefix(path).split("/", -1);
    return switch (parts.length) {
      case 2 ->
          switch (parts[1]) {
            case "health" -> health();
            case "patients" -> Reply.ok(list());
            default -> noSuchPath(path);
          };
      case 3 -> parts[1].equals("patients") ? patient(parts[2]) : noSuchPath(path);
      case 4 ->
          parts[1].equals("patients") && parts[3].equals("briefing")
              ? briefing(parts[2])
              : noSuchPath(path);
      default -> noSuchPath(path);
    };
  }

  private static String withoutPrefix(String path) {
    return path.startsWith("/api/") ? path.substring("/api".length()) : path;
  }

  private Reply health() {
    boolean leaving = stopping.getAsBoolean();
    return Reply.of(
        leaving ? 503 : 200,
        new Health(leaving ? "stopping" : "ok", build.version(), build.commit()));
  }

  private PatientList list() {
    LocalDate today = LocalDate.now(clock);
    return new PatientList(
        records.all().stream()
            .map(patient ->
                new PatientEntry(
                    patient.id(),
                    patient.name(),
                    patient.ageOn(today),
                    patient.sex().name().toLowerCase(Locale.ROOT),
                    patient.reasonForVisit()))
            .toList());
  }

  private Reply patient(String id) {
    return records.find(id).map(Reply::ok).orElseGet(() -> noSuchPatient(id));
  }

  private Reply briefing(String id) {
    return records
        .find(id)
        .map(patient -> Reply.ok(briefings.write(patient)))
        .orElseGet(() -> noSuchPatient(id));
  }

  private static Reply noSuchPatient(String id) {
    return Reply.problem(404, "Not Found", "there is no patient with the id \"" + id + "\"");
  }

  private static Reply noSuchPath(String path) {
    return Reply.problem(404, "Not Found", "there is nothing at " + path);
  }
}
