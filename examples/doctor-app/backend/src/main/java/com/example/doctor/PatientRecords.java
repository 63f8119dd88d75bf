package com.example.doctor;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The patients this instance knows, in the order of their file. All of them are fictional. */
final class PatientRecords {
  private final Map<String, Patient> byId;

  private PatientRecords(Map<String, Patient> byId) {
    this.byId = byId;
  }

  /** Reads the records that come with the application. */
  static PatientRecords bundled() {
    try (InputStream in = PatientRecords.class.getResourceAsStream("/patients.json")) {
      if (in == null) {
        throw new IllegalStateException("patients.json is missing from the application's jar");
      }
      return read(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException | JsonParseException e) {
      throw new IllegalStateException("patients.json cannot be read: " + e.getMessage(), e);
    }
  }

  static PatientRecords read(Reader json) {
    Map<String, Patient> byId = new LinkedHashMap<>();
    for (Patient patient : Json.read(json, Patient[].class)) {
      if (byId.put(patient.id(), patient) != null) {
        throw new IllegalStateException("two patients have the id " + patient.id());
      }
    }
    return new PatientRecords(Collections.unmodifiableMap(byId));
  }

  static PatientRecords of(Patient... patients) {
    Map<String, Patient> byId = new LinkedHashMap<>();
    Arrays.stream(patients).forEach(patient -> byId.put(patient.id(), patient));
    return new PatientRecords(Collections.unmodifiableMap(byId));
  }

  Collection<Patient> all() {
    return byId.values();
  }

  Optional<Patient> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
